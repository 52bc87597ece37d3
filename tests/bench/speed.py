"""How fast, as ratios against a peer or a floor measured in the same run.

    python tests/bench/speed.py [MESSAGE...]      # default: the samples

Needs ``pip install '.[bench]'``. Prints one line a figure; nothing passes or fails here.
"""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
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
    ours, floor = side_by_side([lambda: received(values), lambda: bare_split(values)])
    print(f"Received values a second: {len(values) / ours:,.0f} (bare split {len(values) / floor:,.0f})")
    readers = {
        "headertrace": traced,
        "mail-parser": mail_parser,
        "eml_parser": eml_parser,
        "email, policy.default": email_default,
        "email": email_plain,
    }
    times = side_by_side([lambda reader=reader: reader(mails) for reader in readers.values()])
    print(f"{len(mails)} messages, processor time a message:")
    for name, seconds in zip(readers, times, strict=True):
        print(f"  {name:22} {seconds / len(mails) * 1e3:7.3f} ms, {seconds / times[0]:6.2f} x headertrace")
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


def email_plain(mails: list[bytes]) -> None:
    from email import message_from_bytes

    for mail in mails:
        message_from_bytes(mail).get_all("received")


def email_default(mails: list[bytes]) -> None:
    from email import message_from_bytes
    from email.policy import default

    for mail in mails:
        message_from_bytes(mail, policy=default).get_all("received")


def eml_parser(mails: list[bytes]) -> None:
    from eml_parser import EmlParser

    parser = EmlParser()
    for mail in mails:
        parser.decode_email_bytes(mail)


def mail_parser(mails: list[bytes]) -> None:
    import mailparser

    for mail in mails:
        parsed = mailparser.parse_from_bytes(mail)
        parsed.received, parsed.mail  # noqa: B018 - both are made when asked for


def side_by_side(runs: Sequence[Callable[[], None]]) -> list[float]:
    """Seconds of processor time of each, the best of some rounds after one to warm up.

    They take turns in every round, so that what else the machine does meets all of them.
    """
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(ROUNDS + 1):
        for took, run in zip(times, runs, strict=True):
            start = process_time()
            run()
            took.append(process_time() - start)
    return [min(took[1:]) for took in times]


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
