"""One mailbox for the questions, scanned once: a week in which one server begins to be slow."""

from __future__ import annotations

from pathlib import Path

import pytest

from headertrace.cli import scan
from helpers.mails import mbox, week


@pytest.fixture(scope="session")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mbox(tmp_path_factory.mktemp("mail") / "box.mbox", week())


@pytest.fixture(scope="session")
def dataset(mailbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dataset") / "scanned"
    assert scan.run(scan.Options([str(mailbox)], str(out), quiet=True)) == 0
    return out
