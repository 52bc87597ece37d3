"""The README shows what the program prints. ``python tests/test_readme.py`` writes it anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parent.parent
README = TOP / "README.md"
START, END = "<!-- output -->\n", "<!-- /output -->\n"


def fresh() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "headertrace", "samples/queue-retry.eml"], cwd=TOP, capture_output=True, check=True
    )
    shown = "".join(f"    {line}".rstrip() + "\n" for line in done.stdout.decode().splitlines())
    before, _, rest = README.read_text("utf-8").partition(START)
    return before + START + "\n" + shown + "\n" + END + rest.partition(END)[2]


def test_first_screen_is_real_output() -> None:
    assert README.read_text("utf-8") == fresh()


if __name__ == "__main__":
    README.write_text(fresh(), "utf-8")
