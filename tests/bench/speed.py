"""How fast, as ratios against a peer or a floor measured in the same run over the same messages.

Nothing passes or fails here: ``python -m tests.bench`` prints the rows. Peers that are not installed are left out; those
in other languages count their own processor time (``peers/``).
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

import headertrace

ROUNDS = 5
_STARTS = 15
PEERS = Path(__file__).with_name("peers")
SAMPLE = Path(__file__).parents[2] / "samples" / "queue-retry.eml"
_COMMENT = re.compile(r"\([^()]*\)")
_CLAUSE = re.compile(r"\b(from|by|via|with|id|for)\s")
_DATE = re.compile(r"(\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4})")


class Figure(NamedTuple):
    """A row: what was measured, the figure, and what is aimed at ("" where nothing is)."""

    what: str
    figure: str
    aim: str = ""


def figures(paths: list[Path]) -> Iterator[Figure]:
    """All rows; ``paths`` are the messages."""
    logging.disable(logging.CRITICAL)
    yield from _messages(paths)
    yield from _values(paths)
    yield from _starts()
    yield from _growth()


# Messages


def _messages(paths: list[Path]) -> Iterator[Figure]:
    mails = [path.read_bytes() for path in paths]
    readers = {
        "headertrace": traced,
        **{f"{name} {version(name)}": reader for name, (module, reader) in _PYTHON_PEERS.items() if find_spec(module)},
        "`email`, `policy.default`": email_default,
        "`email.message_from_bytes`, `get_all`": email_plain,
    }
    times = dict(
        zip(readers, side_by_side([lambda reader=reader: reader(mails) for reader in readers.values()]), strict=True)
    )
    for name, command in _OTHER_PEERS.items():
        found = _other(command, paths)
        if found:
            seconds, which = found
            times[f"{name} {which}"] = seconds
    ours = times["headertrace"]
    for name, seconds in times.items():
        ratio = "" if name == "headertrace" else f", {seconds / ours:.2f} × headertrace"
        aim = next((aim for peer, aim in _AIMS.items() if name.startswith(peer)), "")
        yield Figure(f"a message: {name}", f"{seconds / len(paths) * 1e3:.3f} ms{ratio}", aim)


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
    from contextlib import suppress

    from eml_parser import EmlParser

    parser = EmlParser()
    for mail in mails:
        # It raises on some of what real mail has.
        with suppress(Exception):
            parser.decode_email_bytes(mail)


def mail_parser(mails: list[bytes]) -> None:
    import mailparser

    for mail in mails:
        parsed = mailparser.parse_from_bytes(mail)
        parsed.received, parsed.mail  # noqa: B018 - both are made when asked for


_PYTHON_PEERS: dict[str, tuple[str, Callable[[list[bytes]], None]]] = {
    "mail-parser": ("mailparser", mail_parser),
    "eml_parser": ("eml_parser", eml_parser),
}
_OTHER_PEERS = {
    "SpamAssassin (Perl), relays": ["perl", str(PEERS / "spamassassin.pl")],
    "mailauth (node), header and Received": ["node", str(PEERS / "mailauth.cjs")],
}
_AIMS = {
    "mail-parser": "≥ 4 ×",
    "eml_parser": "≥ 12 ×",
    "`email.message_from_bytes`": "≥ 0.62 ×",
}


def _other(command: list[str], paths: list[Path]) -> tuple[float, str] | None:
    """Seconds and the version; None where the program or its library is not installed."""
    try:
        done = subprocess.run(
            [*command, str(ROUNDS)],
            input="".join(f"{path.resolve()}\n" for path in paths),
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    seconds, _, which = done.stdout.partition(" ")
    return float(seconds), which.strip()


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


# Received values


def _values(paths: list[Path]) -> Iterator[Figure]:
    messages = (message for path in paths for message in headertrace.read(path.read_bytes()))
    values = [field.value for message in messages for field in message.all("received")]
    ours, floor = side_by_side([lambda: received(values), lambda: bare_split(values)])
    rate = f"{len(values) / ours:,.0f} a second, {floor / ours:.2f} × a bare split"
    yield Figure("Received values", rate, "≥ 0.45 ×")


def received(values: list[str]) -> None:
    for value in values:
        headertrace.parse_received(value)


def bare_split(values: list[str]) -> None:
    """The least that any reader must do: comments, clauses, and one date."""
    for value in values:
        _CLAUSE.split(_COMMENT.sub("", value))
        _DATE.search(value)


# The start

_RICH, _TYPER = "import typer, rich.console, rich.table", "import typer"
_COMMANDS = {
    "start, table": ([], _RICH, 1.1),
    "start, json": (["-f", "json"], _TYPER, 1.1),
    "`explain HT201`": (["explain", "HT201"], _RICH, 1.2),
    "`--help`": (["--help"], _RICH, 1.2),
    "completion": ([], _RICH, 1.2),
}


def _starts() -> Iterator[Figure]:
    floors = {program: [sys.executable, "-c", program] for program in (_RICH, _TYPER)}
    ours = {
        what: [sys.executable, "-m", "headertrace", *options, *([str(SAMPLE)] if what.startswith("start") else [])]
        for what, (options, _, _) in _COMMANDS.items()
    }
    taken: dict[str, list[float]] = {name: [] for name in (*floors, *ours)}
    for _ in range(_STARTS + 1):
        for name, command in (*floors.items(), *ours.items()):
            taken[name].append(seconds_of(command, completing=name == "completion"))
    best = {name: min(took[1:]) for name, took in taken.items()}
    for what, (_, program, most) in _COMMANDS.items():
        ratio = best[what] / best[program]
        yield Figure(what, f"{best[what] * 1e3:.0f} ms, {ratio:.2f} × `{program}`", f"≤ {most} ×")


def seconds_of(command: list[str], completing: bool = False) -> float:
    """Processor time of a command from its start to its end. Its modules are compiled after the first time."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if completing:
        own |= {"_HEADERTRACE_COMPLETE": "complete_bash", "COMP_WORDS": "headertrace\n--f", "COMP_CWORD": "1"}
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=own)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# Growth

_LINE = b"Received: from mx%d.example.org (mx%d.example.org [192.0.2.1]) by mx%d.example.net; Tue, 24 Nov 2026 08:00:00 +0000\n"
_HUGE = {
    "a line of 50 MB": (lambda: b"Subject: " + b"a " * (25 << 20) + b"\n\n", "≤ 2 s"),
    "100,000 Received fields": (lambda: b"".join(_LINE % (n, n, n + 1) for n in range(100_000)) + b"\n", "≤ 20 s"),
}


def _growth() -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        for what, (make, aim) in _HUGE.items():
            path = Path(folder, "mail.eml")
            path.write_bytes(make())
            taken = min(seconds_of([sys.executable, "-m", "headertrace", str(path)]) for _ in range(3))
            yield Figure(what, f"{taken:.2f} s", aim)
