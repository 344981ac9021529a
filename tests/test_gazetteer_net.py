"""The net that reads pairs of spellings."""

from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.net import LONGEST, Nets, log_odds, nets
from gazetteer.symbols import script_of, symbols
from gazetteer.train_pairs import FOLDS

NAMES = st.sampled_from([
    "Deir ez-Zor", "دير الزور", "Дейр-эз-Зор", "Homs", "حمص", "חומס", "北京", "Ségou", "Kyiv", "მცხეთა", "x" * 60,
])  # fmt: skip


def says(a: str, b: str) -> float:
    return log_odds(symbols(a), symbols(b), script_of(a), script_of(b))


def each_says(a: str, b: str, by: Nets | None = None) -> list[float]:
    return [float(x) for x in (by or nets()).each(symbols(a), symbols(b), script_of(a), script_of(b))]


def numbers_of_the_package() -> dict[str, np.ndarray]:
    with files("gazetteer.data").joinpath("net.npz").open("rb") as file, np.load(file, allow_pickle=False) as learned:
        return dict(learned)


@pytest.mark.parametrize(
    ("name", "same", "other"),
    [
        ("Hama", "حماة", "حمص"),
        ("Deir ez-Zor", "دير الزور", "دير البلح"),
        ("Мосул", "Mosul", "Misrata"),
        ("Kharkiv", "Харьков", "Херсон"),
        ("Qamishli", "Kamishly", "Kafr Nabl"),
        pytest.param(
            "Chișinău", "Кишинёв", "Киев", marks=pytest.mark.xfail(strict=True, reason="of ten nets five say no: -0.5")
        ),
    ],
)
def test_a_spelling_of_the_name_is_preferred_to_another_name(name: str, same: str, other: str) -> None:
    assert says(name, same) > 0 > says(name, other)


@given(NAMES, NAMES)
def test_the_order_of_two_spellings_does_not_matter(a: str, b: str) -> None:
    assert says(a, b) == pytest.approx(says(b, a), abs=1e-3)


def test_what_lies_beyond_the_longest_is_not_read() -> None:
    assert says("ab" * LONGEST, "Homs") == says("ab" * 2 * LONGEST, "Homs")


def test_letters_never_seen_in_training_are_read_by_their_sound() -> None:
    assert np.isfinite(says("ꙮꙮꙮ", "Homs")) and np.isfinite(says("ᏣᎳᎩ", "Tsalagi"))


def test_the_numbers_are_plain_and_complete() -> None:
    numbers = numbers_of_the_package()
    assert all(np.isfinite(value).all() for value in numbers.values() if value.dtype.kind == "f")
    for k in range(nets().count):
        for name in ("letter", "sound"):
            assert len(numbers[f"{k}/{name}.weight"]) == len(numbers[f"{k}/{name}s"])
            assert numbers[f"{k}/{name}s"].tolist() == numbers[f"0/{name}s"].tolist()
        changed = Nets(numbers | {f"{k}/verdict.bias": numbers[f"{k}/verdict.bias"] + np.float16(1)})
        more = np.array(each_says("Homs", "Hama", changed)) - each_says("Homs", "Hama")
        assert more == pytest.approx([float(k == net) for net in range(nets().count)], abs=1e-2)


def test_the_nets_answer_is_their_mean_and_every_fold_has_as_many() -> None:
    each = each_says("Hama", "حماة")
    assert len(set(each)) == len(each) and len(each) % FOLDS == 0
    assert says("Hama", "حماة") == pytest.approx(sum(each) / len(each))


def test_the_net_says_what_its_training_computes() -> None:
    torch = pytest.importorskip("torch", reason="torch is needed for training only")
    training = pytest.importorskip("gazetteer.train_net", reason="torch is needed for training only")
    last = nets().count - 1
    own = {
        key.partition("/")[2]: value for key, value in numbers_of_the_package().items() if key.startswith(f"{last}/")
    }
    letters, sounds = own.pop("letters"), own.pop("sounds")
    model = training.Model(len(letters), len(sounds)).eval()
    model.load_state_dict({key: torch.from_numpy(value.astype(np.float32)) for key, value in own.items()})
    pairs = [("Homs", "حمص"), ("Deir ez-Zor", "Дейр-эз-Зор"), ("Al Hasakah", "Hesîçe")]
    named = [training.Pair(a, b, True, 1.0, 1.0, ("", ""), "", "") for a, b in pairs]
    spellings = training.Spellings(named)
    known = [{str(text): k for k, text in enumerate(net_texts)} for net_texts in (letters, sounds)]
    for row, (a, b) in enumerate(pairs):
        sides = []
        for name in (a, b):
            read = symbols(name)
            tables = [[known[0].get(s.text, 1) for s in read], [known[1].get(s.sound, 1) for s in read]]
            at = spellings.number[name]
            rest = spellings.side(torch.tensor([at]))
            sides.append(rest._replace(letters=torch.tensor(tables[:1]), sounds=torch.tensor(tables[1:])))
        assert model(*sides).detach()[0].item() == pytest.approx(each_says(a, b)[last], abs=1e-3), pairs[row]
