"""``headertrace redact``: a message in, the same message without its secrets out."""

# Annotations are read at run time (declaring.py).
import sys
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated

from headertrace.cli import options
from headertrace.cli.completion import one_of
from headertrace.cli.declaring import Argument, Option
from headertrace.cli.exits import NOTHING, complain
from headertrace.cli.guarding import Guard, Trouble, unreadable
from headertrace.cli.redacting import key, redactor
from headertrace.cli.shared import file_or_paste, meant, one_of_these
from headertrace.cli.writing import destination, write_pieces
from headertrace.named import NamedTuple
from headertrace.redact import KINDS, PRESETS, Redactor

if TYPE_CHECKING:
    from headertrace.records.message import Message, Source


class Options(NamedTuple):
    """What the command line says."""

    file: Annotated[
        str,
        Argument("[FILE|-]", "A message, a mailbox, an archive, a folder or a mail store's URL; - is standard input."),
    ] = "-"
    paste: options.Paste = False
    preset: Annotated[
        str | None, Option(("--preset",), "standard (default), postmaster, public or ticket.", "NAME", one_of(PRESETS))
    ] = None
    kinds: Annotated[
        str | None,
        Option(
            ("--kinds",),
            f"What to replace, separated by commas, in addition to the preset if one is named: {', '.join(KINDS)}.",
            "KINDS",
        ),
    ] = None
    redact_key: Annotated[
        str | None,
        Option(
            ("--redact-key",),
            "Use the key in FILE (or in HEADERTRACE_REDACT_KEY), so that pseudonyms stay the same in every run.",
            "FILE",
        ),
    ] = None
    inner: options.Inner = False
    outer: options.Outer = False
    output: Annotated[str | None, Option(("-o", "--output"), "Write to FILE; - is standard output.", "FILE")] = None
    force: options.Force = False
    recursive: options.Recursive = False


def run(given: Options) -> int:
    """Replace what is confidential in a message with pseudonyms, and drop its body.

    The result is a message (of a mailbox: a mailbox) that headertrace traces to the same hops, delays and
    findings. Bodies are never kept: nothing here needs them, and no program can know what is confidential in one. Of a
    bounce or a delay notice, what it says about each recipient and the returned header are rewritten.
    """
    given = given._replace(file=file_or_paste(given.file, given.paste))
    if given.preset is not None:
        one_of_these("--preset", given.preset, tuple(PRESETS))
    to = destination(given.output, (given.file, given.redact_key), given.force)
    wanted = [word for word in (given.preset, given.kinds) if word is not None] or ["standard"]
    made = redactor(",".join(wanted), key(given.redact_key), "--kinds")
    trouble = Trouble()
    written = _written(_redacted(given, made, trouble), trouble)
    done = write_pieces(map(_shown, written) if to.path is None and sys.stdout.isatty() else written, to)
    if not done and not trouble:
        complain("there is no message in the input")
        return NOTHING
    return trouble.code(done) if trouble else 0


def _redacted(given: Options, made: Redactor, trouble: Trouble) -> "Iterator[tuple[Source, Message]]":
    """Each message redacted, with where it lies; what cannot be read is complained of."""
    from headertrace.sources import read

    source = sys.stdin.buffer if given.file == "-" else given.file
    try:
        for message in read(source, meant(given.inner, given.outer), recursive=given.recursive):
            done = None
            with Guard(trouble, message.source):
                if not unreadable(message, trouble):
                    done = made.message(message)
            if done is not None:
                yield message.source, done
    except IsADirectoryError as error:
        trouble.append(given.file)
        complain(f"{given.file} {error.strerror}; -r reads all files below it")
    except OSError as error:
        trouble.append(given.file)
        complain(f"{given.file}: {error.strerror or error}")


def _shown(data: bytes) -> bytes:
    """What a terminal shows of a message: it would obey some of the bytes, which files and pipes get as they are."""
    from headertrace.text.safe import safe

    lines = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").split("\n")
    return "\n".join("\t".join(map(safe, line.split("\t"))) for line in lines).encode()


def _written(redacted: "Iterator[tuple[Source, Message]]", trouble: Trouble) -> Iterator[bytes]:
    """The messages as bytes; of a mailbox, an archive or a folder entries of a mailbox."""
    from headertrace.redact import as_bytes, as_mailbox_entry
    from headertrace.sources.index import MBOX

    first = list(islice(redacted, 2))
    written = as_mailbox_entry if len(first) > 1 or any(place.format == MBOX for place, _ in first) else as_bytes
    for place, message in chain(first, redacted):
        data = None
        with Guard(trouble, place):
            data = written(message)
        if data is not None:
            yield data
