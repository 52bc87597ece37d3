"""Where the samples are."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent.parent
TOP = TESTS.parent
HOME = TOP / "samples"
SAMPLES = sorted(HOME.glob("*.eml"))
