"""What every test shares: no network, repeatable property tests, the built-in gazetteer."""

import os

import pytest
from hypothesis import settings

from gazetteer.builtin import open_builtin
from gazetteer.index import Gazetteer

settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.register_profile("search", deadline=None, max_examples=3000, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Cut the network off, also where pytest runs without the project's own options."""
    config.option.disable_socket = True
    config.option.allow_unix_socket = True


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The built-in gazetteer, from the user's cache; the first run builds it there (about 20 s)."""
    return open_builtin()
