"""The library is safe in threads: many at once, in a fresh process where nothing is loaded yet, get what one gets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import headertrace
import racing
from headertrace.renderings import FORMATS

ROOT = Path(__file__).parent.parent
# Of each format as many renderings as take about a second: threads, and renderings a thread.
RENDERINGS = dict.fromkeys(FORMATS, (8, 100)) | {"png": (8, 2), "pdf": (2, 1)}
WORK = {"trace": (8, 1_000), "parse_received": (8, 1_000), "redact": (8, 500), **RENDERINGS}
# A PDF names the time at which it was made.
DIFFERS = "pdf"


@pytest.mark.parametrize("work", WORK)
def test_many_threads_get_what_one_gets(work: str) -> None:
    threads, rounds = WORK[work]
    run = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "racing.py"), work, str(threads), str(rounds)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(headertrace.__file__).parent.parent)},
    )
    found = json.loads(run.stdout)
    assert found.pop("errors") == []
    reached = {path.name: path for path in racing.SAMPLES if found[path.name]}
    assert len(reached) >= min(len(racing.SAMPLES), threads)
    if work != DIFFERS:
        do = racing.work(work)
        assert {name: found[name] for name in reached} == {
            name: [racing.digest(do(path.read_bytes()))] for name, path in reached.items()
        }
