"""The metrics of ``stats`` as Prometheus' own tool and an exporter's parser read them."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from headertrace.cli import scan
from headertrace.cli.running import run
from helpers.mails import mbox, week

from .conftest import REQUIRED
from .packages import unpacked

pytestmark = pytest.mark.lab
# Each of them would end a label, a line or the file.
HOSTILE = 'a"} 1\nheadertrace_messages 0\n# EOF\n\\'


@pytest.fixture(scope="module")
def promtool() -> Path:
    """Debian's own, from the package prometheus."""
    return unpacked("prometheus", fetch=REQUIRED) / "usr" / "bin" / "promtool"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("metrics")
    out = folder / "mail.sqlite"
    assert scan.run(scan.Options([str(mbox(folder / "box.mbox", week()))], str(out), quiet=True)) == 0
    return out


def checked(promtool: Path, dataset: Path, out: Path, *words: str) -> subprocess.CompletedProcess[str]:
    assert run(["stats", str(dataset), "-o", str(out), *words]) == 0
    command = [str(promtool), "check", "metrics"]
    return subprocess.run(command, input=out.read_text(), capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words", [[], ["--sla", "30s"], ["--claimed"], ["--recipient", "bob1@example.org"], ["--top", "1"]]
)
def test_promtool_finds_no_fault(
    promtool: Path, dataset: Path, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    done = checked(promtool, dataset, tmp_path / "mail.prom", *words)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_promtool_finds_faults_where_there_are_some(
    promtool: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mail.prom"
    checked(promtool, dataset, out)
    broken = out.read_text().replace(
        "# TYPE headertrace_host_delay_seconds summary", "# TYPE headertrace_host_delay_seconds gauge"
    )
    done = subprocess.run(
        [str(promtool), "check", "metrics"], input=broken, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0


def test_what_senders_wrote_adds_no_metric(
    promtool: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = tmp_path / "mail.sqlite"
    shutil.copy(dataset, hostile)
    with closing(sqlite3.connect(hostile)) as base:
        base.execute("UPDATE hops SET at_host = at_host || ?", (HOSTILE,))
        base.execute("UPDATE findings SET name = ?", (HOSTILE,))
        base.execute("UPDATE reports SET status = ?, reason = ?", (HOSTILE, HOSTILE))
        base.commit()
    out = tmp_path / "mail.prom"
    done = checked(promtool, hostile, out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert out.read_text().count("\n# EOF") == 1 and "headertrace_messages 607\n" in out.read_text()
