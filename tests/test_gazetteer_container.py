"""The index file: whole or not at all, and refused with a reason where it is not one."""

import errno
import json
import os
import resource
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gazetteer import container
from gazetteer.container import INDEX_VERSION
from gazetteer.errors import GazetteerError, IndexMissing, IndexUnreadable
from gazetteer.fold import FOLD_VERSION
from gazetteer.index import open_index
from tests.gazetteer_cases import index_of, town

ARRAYS: dict[str, NDArray[Any]] = {
    "one": np.arange(7, dtype=np.uint16),
    "none": np.zeros((0, 4)),
    "table": np.arange(12.0).reshape(3, 4).T,
    "bytes": np.frombuffer("Ḩimş".encode(), np.uint8),
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.index"
    container.write(path, {"made": "before"}, ARRAYS)
    return path


def test_what_is_written_is_read(old: Path) -> None:
    header, arrays = container.read(old)
    assert header == {"made": "before"}
    assert list(arrays) == list(ARRAYS)
    for key, array in ARRAYS.items():
        assert arrays[key].dtype == array.dtype
        np.testing.assert_array_equal(arrays[key], array)
        assert not arrays[key].flags.writeable


def test_folders_are_made_and_others_may_read(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "new.index"
    umask = os.umask(0o022)
    try:
        container.write(path, {}, {})
    finally:
        os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o644
    assert container.read(path) == ({}, {})


def test_same_input_same_bytes(tmp_path: Path) -> None:
    places = [town("a", "Homs", "حمص"), town("b", "Hama")]
    first = index_of(tmp_path / "1", places).path.read_bytes()
    assert index_of(tmp_path / "2", places).path.read_bytes() == first


def fail_to_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("gazetteer.container.os.fsync", full)


def limit_file_size(monkeypatch: pytest.MonkeyPatch) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    monkeypatch.callback = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))  # type: ignore[attr-defined]


def interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(path: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)


@pytest.mark.parametrize(
    ("fault", "error"),
    [(fail_to_sync, OSError), (limit_file_size, OSError), (interrupt, KeyboardInterrupt)],
    ids=["disk full", "write fails", "interrupted"],
)
def test_a_failed_write_leaves_the_old_file(
    old: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None], error: type[BaseException]
) -> None:
    before = old.read_bytes()
    fault(monkeypatch)
    try:
        with pytest.raises(error):
            container.write(old, {"made": "after"}, {"large": np.zeros(1_000_000)})
    finally:
        getattr(monkeypatch, "callback", lambda: None)()
    assert old.read_bytes() == before
    assert list(old.parent.iterdir()) == [old]


def test_an_open_index_outlives_its_replacement(old: Path) -> None:
    _, arrays = container.read(old)
    container.write(old, {"made": "after"}, {})
    np.testing.assert_array_equal(arrays["one"], ARRAYS["one"])
    assert container.read(old)[0] == {"made": "after"}


def with_header(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    magic, start, length = struct.unpack_from("<16sQQ", data)
    text = change(data[start : start + length])
    return struct.pack("<16sQQ", magic, start, len(text)) + data[32:start] + text


def changed(**values: object) -> Callable[[bytes], bytes]:
    def change(header: bytes) -> bytes:
        held = json.loads(header)
        for place in held["arrays"].values():
            place.update(values)
        return json.dumps(held).encode()

    return lambda data: with_header(data, change)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "too short": lambda data: data[:20],
    "another file": lambda data: b"PK\x03\x04" + data[4:],
    "magic of another version": lambda data: data[:15] + b"\x09" + data[16:],
    "cut in the arrays": lambda data: data[:100],
    "cut in the header": lambda data: data[:-1],
    "longer": lambda data: data + b"\0",
    "header is no JSON": lambda data: with_header(data, lambda text: b"{" + text),
    "header is no UTF-8": lambda data: with_header(data, lambda text: b"\xff" + text),
    "header is a list": lambda data: with_header(data, lambda text: b"[]"),
    "header without arrays": lambda data: with_header(data, lambda text: b"{}"),
    "arrays are a list": lambda data: with_header(data, lambda text: b'{"arrays": []}'),
    "arrays beyond the end": changed(offset=10**9),
    "arrays before the beginning": changed(offset=-1),
    "arrays too large": changed(shape=[10**12]),
    "arrays of a negative size": changed(shape=[-3]),
    "arrays of objects": changed(dtype="|O"),
    "arrays of an unknown type": changed(dtype="<q9"),
    "arrays without a type": changed(dtype=None),
    "arrays of another shape": changed(shape="ab"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_refused_by_name(old: Path, damage: Callable[[bytes], bytes]) -> None:
    old.write_bytes(damage(old.read_bytes()))
    with pytest.raises(IndexUnreadable, match=r"old\.index") as caught:
        container.read(old)
    assert "delete the file" in caught.value.hint
    assert isinstance(caught.value, ValueError)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"no\.index") as caught:
        container.read(tmp_path / "no.index")
    assert isinstance(caught.value, FileNotFoundError)
    assert "gazetteer import" in caught.value.hint


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ({"index_version": 999, "fold_version": FOLD_VERSION}, "index version 999"),
        ({"index_version": INDEX_VERSION, "fold_version": 999}, "fold version 999"),
        ({}, "index version None"),
    ],
)
def test_an_index_of_another_version_is_refused(tmp_path: Path, header: dict[str, int], message: str) -> None:
    path = tmp_path / "other.index"
    container.write(path, header, ARRAYS)
    with pytest.raises(IndexUnreadable, match=message) as caught:
        open_index(path)
    assert "other.index" in str(caught.value) and caught.value.hint


@pytest.mark.parametrize("lost", ["exact.keys", "fold.table", "place.lon"])
def test_an_index_without_one_of_its_arrays_is_refused(tmp_path: Path, lost: str) -> None:
    made = index_of(tmp_path, [town("a", "Homs")])
    header, arrays = container.read(made.path)
    container.write(made.path, header, {key: array for key, array in arrays.items() if key != lost})
    with pytest.raises(GazetteerError, match=lost):
        open_index(made.path)
