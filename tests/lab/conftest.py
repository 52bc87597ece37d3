"""The lab's fixtures. With HEADERTRACE_LAB=1 packages are fetched and a lab that cannot run fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .host import Network
from .packages import Unavailable

REQUIRED = os.environ.get("HEADERTRACE_LAB") == "1"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """One network for the servers of a whole module."""
    yield from _network(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def fresh_network(tmp_path: Path) -> Iterator[Network]:
    """A network for one scenario: its clocks may be moved."""
    yield from _network(tmp_path)


def _network(scratch: Path) -> Iterator[Network]:
    made = Network(scratch, fetch=REQUIRED)
    try:
        yield made
    finally:
        made.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Iterator[None]:
    with _said():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    with _said():
        return (yield)


class _said:
    """Turn Unavailable into a skip that says why, or into a failure where the lab must run."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Unavailable):
            (pytest.fail if REQUIRED else pytest.skip)(f"no lab: {error}")
