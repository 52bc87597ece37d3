"""Which tests a plain ``pytest`` leaves out, and that it says so.

What starts real servers is marked ``lab``, what takes long ``slow`` (pyproject.toml leaves both out; ``pytest -m ''``,
as ``.ci/run`` has it, runs all).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

LAB = Path(__file__).parent / "lab"
MARKS = ("lab", "slow")
LEFT_OUT = pytest.StashKey[dict[str, int]]()
# No test fails for the machine being busy.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in tests/lab is of the lab; before pytest looks who is wanted."""
    for item in items:
        if item.path.is_relative_to(LAB):
            item.add_marker("lab")


@pytest.hookimpl
def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = dict.fromkeys(MARKS, 0)
    # Neither the settings nor the state of whoever runs the tests: no path goes on behind a file.
    os.environ.update(dict.fromkeys(("XDG_CONFIG_HOME", "XDG_STATE_HOME"), __file__))


def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in MARKS:
            item.config.stash[LEFT_OUT][mark] += item.get_closest_marker(mark) is not None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counts = [f"{count} {mark}" for mark, count in config.stash[LEFT_OUT].items() if count]
    if counts:
        terminalreporter.write_line(f"Left out: {' and '.join(counts)} tests; pytest -m '' runs all of them.")
