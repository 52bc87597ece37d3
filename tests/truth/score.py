"""What headertrace says of real mail, held against what two readers judged by eye, each on their own.

    python -m tests.truth.score FOLDER [-v]

``judged.jsonl`` has a message a line: its file below FOLDER, and under ``expect`` only what both readers agreed on.
A key that is absent is not asked. The mail itself is no part of the project.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple

import headertrace

JUDGED = Path(__file__).with_name("judged.jsonl")
# Shorter waits are nobody's concern.
_WORTH_S = 60.0
_CLOCKS = ("wrong-clock", "wrong-zone")
_ON_DATE = ("HT202", "HT209", "HT210")

Document = dict[str, Any]
Expected = dict[str, Any]


class Answer(NamedTuple):
    """Whether one key of one message was right; what was said, and what was meant."""

    key: str
    right: bool
    said: object
    meant: object


def judged() -> list[dict[str, Any]]:
    """The verdicts, in order."""
    return [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]


def answers(expect: Expected, document: Document) -> Iterator[Answer]:
    """Each key that was judged."""
    for key, judge in _JUDGES.items():
        if key in expect and (key != "proved" or "proved" in document["authentication"]):
            said, right = judge(document, expect)
            yield Answer(key, right, said, expect[key])


def traced(path: Path) -> Document:
    """The JSON document of the first message in a file."""
    message = next(iter(headertrace.read(path.read_bytes())))
    document: Document = json.loads(json.dumps(headertrace.trace(message).to_dict(), default=str))
    return document


def _line(document: Document, expect: Expected) -> tuple[object, bool]:
    border = document["path"]["trust_boundary"]
    said = next((hop["lines"][0] for hop in document["hops"] if hop["n"] == border), None)
    return said, said == expect["line"]


def _handed(document: Document, expect: Expected) -> tuple[object, bool]:
    return _address((document["path"]["handed_over_by"] or {}).get("ip"), expect["handed_ip"])


def _origin(document: Document, expect: Expected) -> tuple[object, bool]:
    return _address((document["path"]["origin"] or {}).get("ip"), expect["origin_ip"])


def _address(said: str | None, meant: list[str] | None) -> tuple[object, bool]:
    return said, said is None if meant is None else said is not None and _plain(said) in map(_plain, meant)


def _plain(address: str) -> str:
    try:
        return str(ip_address(address))
    except ValueError:
        return address.casefold()


def _held(document: Document, expect: Expected) -> tuple[object, bool]:
    seconds, host = document["path"]["held_s"], document["path"]["held_at"]
    if not expect["held_at"]:
        return seconds, seconds is None or seconds < _WORTH_S
    low, high = expect["held_s"]
    right = seconds is not None and low <= seconds <= high and _names(host, expect["held_at"])
    return f"{seconds} s at {host}", right


def _cause(document: Document, expect: Expected) -> tuple[object, bool]:
    hosts = expect.get("held_at")
    waits = [delay for delay in document["delays"] if delay["cause"] not in _CLOCKS]
    if hosts:
        waits = [delay for delay in waits if _names(delay["at"], hosts)]
    else:
        waits = [delay for delay in waits if delay["seconds"] >= _WORTH_S]
    longest = max(waits, key=lambda delay: delay["seconds"], default=None)
    said = longest["cause"] if longest else "none"
    return said, said in expect["cause"]


def _accused(document: Document, expect: Expected) -> tuple[object, bool]:
    """All that are called wrong are, and somebody is where somebody must be; None makes it arguable."""
    said = {offset["host"].casefold() for offset in document["offsets"]}
    said |= {(delay["at"] or "date").casefold() for delay in document["delays"] if delay["cause"] in _CLOCKS}
    said |= {"date" for finding in document["findings"] if finding["code"] in _ON_DATE}
    meant = [host for host in expect["clock_wrong"] if host]
    known = all(any(name in host or host in name for name in meant) for host in said)
    return sorted(said), known and (bool(said) or not meant or None in expect["clock_wrong"])


def _forged(document: Document, expect: Expected) -> tuple[object, bool]:
    said = any(hop["trust"] == "contradicted" for hop in document["hops"])
    return said, said == expect["forged"]


def _proved(document: Document, expect: Expected) -> tuple[object, bool]:
    said, meant = document["authentication"].get("proved"), expect["proved"]
    if said is None or bool(said) != bool(meant):
        return said, False
    return said, not meant or any(one == two or one.endswith(f".{two}") for one in said for two in meant)


def _names(host: str | None, pieces: list[str]) -> bool:
    return host is not None and any(piece.casefold() in host.casefold() for piece in pieces)


_JUDGES: dict[str, Callable[[Document, Expected], tuple[object, bool]]] = {
    "line": _line,
    "handed_ip": _handed,
    "origin_ip": _origin,
    "held_at": _held,
    "cause": _cause,
    "clock_wrong": _accused,
    "forged": _forged,
    "proved": _proved,
}


def score(folder: Path) -> tuple[dict[str, tuple[int, int]], list[tuple[str, Answer]]]:
    """Right and asked by key, "whole" being whole messages; and each miss with its file."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    misses = []
    for row in judged():
        document = traced(folder / row["file"])
        found = list(answers(row["expect"], document))
        for answer in found:
            asked[answer.key] += 1
            right[answer.key] += answer.right
            if not answer.right:
                misses.append((row["file"], answer))
        asked["whole"] += 1
        right["whole"] += all(answer.right for answer in found)
    return {key: (right[key], asked[key]) for key in asked}, misses


def main(folder: str, *options: str) -> None:
    """Print how many were right, and with -v what was not."""
    counts, misses = score(Path(folder))
    for key, (right, asked) in counts.items():
        print(f"{key:12} {right:4} of {asked:4}  {right / asked:.1%}")
    for file, miss in misses if "-v" in options else ():
        print(f"{file}: {miss.key}: said {miss.said}, meant {miss.meant}")


if __name__ == "__main__":
    main(*sys.argv[1:])
