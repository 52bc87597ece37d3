"""What the samples look like, as plain files to open and read: ``samples/shown/``.

    python -m tests.shown       # writes them anew; then read what git diff says

Each file is one screen or one report. A test (``tests/renderings/test_shown.py``) holds that they are what the program
writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import headertrace
from headertrace.compare import compare
from headertrace.compare.rendering import FORMATS as COMPARED
from headertrace.records.trace import Trace
from headertrace.renderings import Options, render_bytes

SAMPLES = Path(__file__).parent.parent / "samples"
SHOWN = SAMPLES / "shown"
PICTURE = SAMPLES / "timeline.png"
WIDTHS = (80, 140)
# A wait, a clock that is wrong, a list that held the mail, a name that is not ASCII, and a bounce.
DRAWN = ("queue-retry", "wrong-clock", "list-moderation", "international", "bounce")
REPORTED = ("authenticated", "bounce")
PAIRS = (("two-clean-hops", "greylisted"), ("two-clean-hops", "forged-chain"), ("filter-round-trip", "list-moderation"))
_ENDINGS = {"markdown": "md", "jira": "jira.txt", "csv": "csv", "text": "txt"}


def traced(name: str) -> Trace:
    return headertrace.trace((SAMPLES / f"{name}.eml").read_bytes())


def shown() -> Iterator[tuple[str, str]]:
    """(the file's name, what is in it), for all of them."""
    for path in sorted(SAMPLES.glob("*.eml")):
        yield from _terminal(path.stem, "table")
    for name in DRAWN:
        for format in ("tree", "timeline"):
            yield from _terminal(name, format)
    yield (
        "queue-retry.table-v.80.txt",
        headertrace.render(traced("queue-retry"), "table", Options(width=80, verbosity=1)),
    )
    yield f"{REPORTED[0]}.headers.80.txt", headertrace.render(traced(REPORTED[0]), "headers", Options(width=80))
    for name in REPORTED:
        for format, ending in _ENDINGS.items():
            yield f"{name}.{ending}", headertrace.render(traced(name), format, Options(verbosity=1))
    for a, b in PAIRS:
        yield f"{a}.{b}.100.txt", COMPARED["table"](compare(traced(a), traced(b)), Options(width=100))


def _terminal(name: str, format: str) -> Iterator[tuple[str, str]]:
    part = "" if format == "table" else f".{format}"
    for width in WIDTHS:
        yield f"{name}{part}.{width}.txt", headertrace.render(traced(name), format, Options(width=width))


def picture() -> bytes:
    """The timeline at the top of the README. How its letters are drawn depends on the fonts of the machine."""
    return render_bytes(traced("queue-retry"), "png")


def write() -> None:
    """All files anew; one that is no longer among them goes."""
    PICTURE.write_bytes(picture())
    SHOWN.mkdir(exist_ok=True)
    texts = dict(shown())
    for old in SHOWN.iterdir():
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (SHOWN / name).write_bytes(text.encode())


if __name__ == "__main__":
    write()
