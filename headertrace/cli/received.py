"""``headertrace received``: one Received value a line in, one JSON object a line out."""

# Annotations are read at run time (declaring.py).
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Annotated, Any, BinaryIO

from headertrace.cli import options
from headertrace.cli.declaring import Argument
from headertrace.cli.exits import NOTHING, UNREADABLE, complain
from headertrace.cli.shared import file_or_paste
from headertrace.cli.writing import refuse_own_input
from headertrace.named import NamedTuple
from headertrace.records.received import Received
from headertrace.text.durations import rfc3339

# Bytes: no server writes a value of a tenth of that, and a line without an end is not waited for.
MAX_VALUE = 65_536


class Options(NamedTuple):
    """What the command line says."""

    file: Annotated[str, Argument("[FILE|-]", "Received values, or a mail store's URL; - is standard input.")] = "-"
    paste: options.Paste = False


def run(given: Options) -> int:
    """Read Received values, one per line or folded as in a message, and write NDJSON.

    From a mail store it reads the Received lines of its messages.
    """
    from headertrace.received import parse_received
    from headertrace.renderings.json_ import dumps

    file = file_or_paste(given.file, given.paste)
    refuse_own_input((file,))
    trouble: list[str] = []
    any_read = False
    for value in _read(file, trouble):
        any_read = True
        print(dumps(as_dict(parse_received(value))))
    if not any_read and not trouble:
        complain("there is no Received value in the input")
        return NOTHING
    return UNREADABLE if trouble else 0


def _read(file: str, trouble: list[str]) -> Iterator[bytes]:
    """The values in a file; what cannot be read is complained of, and put into ``trouble``."""

    def told(what: str) -> None:
        trouble.append(what)
        complain(f"{file}: {what}")

    def cut(line: int) -> None:
        told(f"the value in line {line} is longer than {MAX_VALUE} bytes: the rest of it was not read")

    from headertrace.text.encoding import unmarked_stream

    try:
        if "://" in file and _is_store(file):
            yield from _of_messages(file)
            return
        with sys.stdin.buffer if file == "-" else _opened(file) as stream:
            yield from _values(unmarked_stream(stream), cut)
    except OSError as error:
        told(error.strerror or str(error))


def _opened(file: str) -> BinaryIO:
    """Raises OSError where the file, or the clipboard, cannot be read."""
    if not file.startswith("--"):
        return open(file, "rb")
    from headertrace.sources import PASTE
    from headertrace.sources.clipboard import contents

    return BytesIO(contents()) if file == PASTE else open(file, "rb")


def _is_store(file: str) -> bool:
    from headertrace.sources.stores.index import scheme_of

    return scheme_of(file) is not None


def _of_messages(url: str) -> Iterator[bytes]:
    from headertrace.sources import read

    for message in read(url):
        yield from (field.raw for field in message.fields if field.key == "received")


def _values(stream: BinaryIO, tell: Callable[[int], None]) -> Iterator[bytes]:
    """Lines, each with the folded ones that follow it: the first ``MAX_VALUE`` bytes of all that.

    ``tell`` is called with the number of the first line where there is more.
    """
    held = bytearray()
    number = first = told = 0
    begins = True
    while piece := stream.readline(MAX_VALUE):
        number += begins
        if begins and not (held and piece[:1] in (b" ", b"\t")):
            if held.strip():
                yield bytes(held)
            held.clear()
            first = number
        room = MAX_VALUE - len(held)
        if len(piece) > room and told != first:
            told = first
            tell(first)
        held += piece[:room]
        begins = piece.endswith(b"\n")
    if held.strip():
        yield bytes(held)


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
