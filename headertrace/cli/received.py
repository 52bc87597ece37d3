"""``headertrace received``: one Received value a line in, one JSON object a line out."""

# Annotations are read at run time (declaring.py).
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple

from headertrace.cli.declaring import Argument
from headertrace.cli.exits import UNREADABLE, complain
from headertrace.records.received import Received
from headertrace.text.durations import rfc3339


class Options(NamedTuple):
    """What the command line says."""

    file: Annotated[str, Argument("[FILE|-]", "Received values; - is a pipe.")] = "-"


def run(given: Options) -> int:
    """Read Received values, one a line or folded as in a message, and write NDJSON."""
    from headertrace.received import parse_received
    from headertrace.renderings.json_ import dumps

    file = given.file
    try:
        with sys.stdin.buffer if file == "-" else open(file, "rb") as stream:
            for value in _values(stream):
                print(dumps(as_dict(parse_received(value))))
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        complain(f"{file}: {error.strerror or error}")
        return UNREADABLE
    return 0


def _values(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines, each with the folded ones that follow it."""
    held = b""
    for line in lines:
        if line[:1] in (b" ", b"\t") and held:
            held += line
            continue
        if held.strip():
            yield held
        held = line
    if held.strip():
        yield held


def as_dict(received: Received) -> dict[str, Any]:
    """A Received record as JSON has it; times are RFC 3339 UTC, offsets minutes east."""
    stamp = received.stamp
    return {
        **received._asdict(),
        "tls": received.tls._asdict() if received.tls else None,
        "stamp": {
            "utc": rfc3339(stamp.utc),
            "offset": stamp.offset,
            "raw": stamp.raw,
            "defects": [defect._asdict() for defect in stamp.defects],
        }
        if stamp
        else None,
        "defects": [defect._asdict() for defect in received.defects],
    }
