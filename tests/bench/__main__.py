"""How fast and how right, as two tables.

    python -m tests.bench [--mail FOLDER] [--most N] [--judged FOLDER] [--write]

``--mail`` is a folder of messages, of which N are drawn (default: the samples); ``--judged`` the folder with the mail
that ``tests/truth`` judges; ``--write`` puts the tables into the README. Peers in Python come with ``pip install
'.[bench]'``; for the others install SpamAssassin for Perl, and mailauth where node finds it (NODE_PATH).
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.right import counts
from bench.speed import figures

TOP = Path(__file__).parents[2]
README, SAMPLES = TOP / "README.md", TOP / "samples"
START, END = "<!-- measured -->", "<!-- /measured -->"
# Larger ones are attachments.
_MOST_BYTES = 100_000


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--mail", type=Path)
    asked.add_argument("--most", type=int, default=400)
    asked.add_argument("--judged", type=Path)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    paths = sorted(SAMPLES.glob("*.eml")) if given.mail is None else drawn(given.mail, given.most)
    text = tables(paths, given.judged)
    print(text)
    if given.write:
        before, _, rest = README.read_text("utf-8").partition(START)
        README.write_text(f"{before}{START}\n\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


def drawn(folder: Path, most: int) -> list[Path]:
    """So many messages of the folder, the same each time."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size < _MOST_BYTES)
    return random.Random(22).sample(paths, min(most, len(paths)))


def tables(paths: list[Path], judged: Path | None) -> str:
    """Both, as Markdown, with what they were measured on."""
    where = f"{_processor()}, Linux, Python {platform.python_version()}, {datetime.now(UTC):%-d %B %Y}"
    fast = _table(("figure", "measured", "aim"), figures(paths))
    right = _table(("what", "right", "of"), counts(judged))
    return f"{len(paths)} messages; processor time on {where}.\n\n{fast}\n{right}"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [heads, ("---", *["---:"] * (len(heads) - 1)), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return f"{os.cpu_count()} cores of {value.strip()}"
    return f"{os.cpu_count()} cores, {platform.machine()}"


if __name__ == "__main__":
    main()
