"""How fast, as ratios against a peer or a floor measured in the same run.

    python tests/bench/speed.py [MESSAGE...]      # default: the samples

Needs ``pip install '.[bench]'``. Prints one line a figure; nothing passes or fails here.
"""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import headertrace

ROUNDS = 5
SAMPLES = Path(__file__).parents[2] / "samples"
_COMMENT = re.compile(r"\([^()]*\)")
_CLAUSE = re.compile(r"\b(from|by|via|with|id|for)\s")
_DATE = re.compile(r"(\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4})")


def main(paths: list[Path]) -> None:
    logging.disable(logging.CRITICAL)
    mails = [path.read_bytes() for path in paths]
    values = [field.value for mail in mails for message in headertrace.read(mail) for field in message.all("received")]
    ours, floor = best(lambda: received(values)), best(lambda: bare_split(values))
    print(f"Received values a second: {len(values) / ours:,.0f} (bare split {len(values) / floor:,.0f})")
    ours, theirs = best(lambda: traced(mails)), best(lambda: mail_parser(mails))
    print(
        f"messages a second: {len(mails) / ours:,.0f}"
        f" (mail-parser {len(mails) / theirs:,.0f}, ratio {theirs / ours:.1f})"
    )
    for name, program, options in (
        ("table", "import typer, rich.console, rich.table", []),
        ("json", "import typer", ["-f", "json"]),
    ):
        print(f"cold start, {name}: {cold(program, options, paths[0]):.2f} x {program!r}")


def received(values: list[str]) -> None:
    for value in values:
        headertrace.parse_received(value)


def bare_split(values: list[str]) -> None:
    """The least that any reader must do: comments, clauses, and one date."""
    for value in values:
        _CLAUSE.split(_COMMENT.sub("", value))
        _DATE.search(value)


def traced(mails: list[bytes]) -> None:
    for mail in mails:
        for message in headertrace.read(mail):
            headertrace.trace(message).to_dict()


def mail_parser(mails: list[bytes]) -> None:
    import mailparser

    for mail in mails:
        parsed = mailparser.parse_from_bytes(mail)
        parsed.received, parsed.mail  # noqa: B018 - both are made when asked for


def best(run: Callable[[], None]) -> float:
    """Seconds of processor time, the best of some rounds after one to warm up."""
    run()
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        run()
        times.append(process_time() - start)
    return min(times)


def cold(program: str, options: list[str], mail: Path) -> float:
    """Median over pairs of (our whole run) / (that import in a fresh interpreter)."""
    ratios = []
    for _ in range(15):
        theirs = wall([sys.executable, "-c", program], mail)
        ratios.append(wall([sys.executable, "-m", "headertrace", *options], mail) / theirs)
    return sorted(ratios)[len(ratios) // 2]


def wall(command: list[str], mail: Path) -> float:
    from time import perf_counter

    start = perf_counter()
    with mail.open("rb") as stream:
        subprocess.run(command, stdin=stream, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - start


if __name__ == "__main__":
    main([Path(arg) for arg in sys.argv[1:]] or sorted(SAMPLES.glob("*.eml")))
