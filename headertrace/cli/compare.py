"""``headertrace compare A B``: two messages side by side."""

# Annotations are read at run time (declaring.py).
import sys
from typing import TYPE_CHECKING, Annotated

from headertrace.cli import options
from headertrace.cli.completion import one_of
from headertrace.cli.declaring import Argument, Option
from headertrace.cli.exits import NOTHING, UNREADABLE, UsageError, complain
from headertrace.cli.guarding import Guard, Trouble, unreadable
from headertrace.cli.redacting import redactor_of
from headertrace.cli.settings import load
from headertrace.cli.shared import COLORS, meant, number, one_of_these, rendering, with_paste, zone_of
from headertrace.cli.writing import destination, write
from headertrace.named import NamedTuple
from headertrace.renderings.index import of_file
from headertrace.text.counts import how_many

if TYPE_CHECKING:
    from headertrace.limits import Limits
    from headertrace.records.message import Message
    from headertrace.records.trace import Trace
    from headertrace.redact import Redactor
    from headertrace.sources.opening import Which

_FORMATS = ("table", "json", "html")
_DIFFER = 1


class Options(NamedTuple):
    """What the command line says."""

    files: Annotated[
        list[str],
        Argument("A [B]", "Two messages (files or mail stores' URLs), or a mailbox with two; - is standard input."),
    ]
    paste: Annotated[bool, Option(("--paste",), "Compare A with the clipboard.")] = False
    format: Annotated[
        str | None,
        Option(
            ("-f", "--format"), "table, json or html; else by the name of -o, else table.", "NAME", one_of(_FORMATS)
        ),
    ] = None
    output: options.Output = None
    force: options.Force = False
    utc: options.Utc = False
    local: options.Local = False
    tz: options.Tz = None
    inner: options.Inner = False
    outer: options.Outer = False
    width: options.Width = None
    no_color: options.NoColor = False
    color: Annotated[str, options.COLOR] = "auto"
    no_pager: options.NoPager = False
    config: options.Config = None
    trust: options.Trust = None
    redact: Annotated[
        str | None,
        Option(("--redact",), "Show pseudonyms, the same in A and B; give a preset or kinds after =.", "KINDS|PRESET"),
    ] = None
    redact_key: options.RedactKey = None
    quiet: Annotated[bool, Option(("-q", "--quiet"), "Show only the steps.")] = False
    verbose: Annotated[bool, Option(("-v", "--verbose"), "List each field that only one of them has.")] = False


def run(given: Options) -> int:
    """Show where the paths of two messages part and meet, which step held one up, and what else differs.

    Exit codes: 0 the same path, and no step took one of them a minute longer; 1 they differ in that;
    2 wrong usage; 3 one of them has no Received line; 4 one of them could not be read.
    """
    from headertrace.compare import compare
    from headertrace.compare.rendering import FORMATS

    to = destination(given.output, (*given.files, given.redact_key), given.force)
    format = _format(given.format, to.path)
    one_of_these("--color", given.color, COLORS)
    zone = zone_of(given.utc, given.local, given.tz)
    columns = number("--width", given.width)
    shown = rendering(to.path, zone, columns, given.color, given.no_color, given.quiet, given.verbose)
    pair = _pair(with_paste(given.files, given.paste), meant(given.inner, given.outer))
    if pair is None:
        return UNREADABLE
    settings = load(given.config).values
    trusted = (*settings["trust"], *(given.trust or ()))
    made = redactor_of(given.redact, given.redact_key)
    if made is not None:
        trusted = made.words(trusted)
    trouble = Trouble()
    traces = _traces(pair, trusted, made, settings["limits"], trouble)
    if not trouble:
        with Guard(trouble, *(message.source for message in pair)):
            found = compare(*traces)
            data = FORMATS[format](found, shown)
    if trouble:
        return trouble.code(done=bool(traces))
    write(data, to)
    if not (found.a.hops and found.b.hops):
        return NOTHING
    return 0 if found.alike else _DIFFER


def _format(given: str | None, name: str | None) -> str:
    """The format asked for, by option or by the file's name. Raises UsageError for one that is not written here."""
    if given is not None:
        one_of_these("--format", given, _FORMATS)
        return given
    named = of_file(name) or "table"
    if named == "text":
        return "table"
    if named not in _FORMATS:
        raise UsageError(f"--output: {name}: no {named} is written of a comparison; -f says {', '.join(_FORMATS)}")
    return named


def _traces(
    pair: "tuple[Message, Message]",
    trusted: tuple[str, ...],
    made: "Redactor | None",
    limits: "Limits",
    trouble: Trouble,
) -> "list[Trace]":
    """The traces of the two; fewer where one of them fails, which is told."""
    from headertrace.tracing import trace

    traces: list[Trace] = []
    for message in pair:
        with Guard(trouble, message.source):
            if not unreadable(message, trouble):
                redacted = made.message(message) if made is not None else message
                traces.append(trace(redacted, trusted, limits=limits))
    return traces


def _pair(files: list[str], which: "Which") -> "tuple[Message, Message] | None":
    """The two messages; None where one could not be read, which has been complained of."""
    if len(files) > 2:
        raise UsageError(f"compare takes two messages, not {len(files)}")
    if files.count("-") > 1:
        raise UsageError("standard input can be one of the two only")
    found: list[Message] = []
    for file in files:
        messages = _read(file, which)
        if messages is None:
            return None
        if len(files) == 1 and len(messages) != 2:
            held = "more than two messages" if len(messages) > 2 else how_many(len(messages), "message")
            raise UsageError(f"{file} holds {held}: name two files, or one that holds two")
        if not messages:
            complain(f"{'standard input' if file == '-' else file}: there is no message in it")
            return None
        if len(files) == 2 and len(messages) > 1:
            complain(f"{file} holds more than one message: the first is compared")
        found += messages[: 3 - len(files)]
    return found[0], found[1]


def _read(file: str, which: "Which") -> "list[Message] | None":
    """The first messages of a file, at most three."""
    from itertools import islice

    from headertrace.sources import read

    try:
        return list(islice(read(sys.stdin.buffer if file == "-" else file, which), 3))
    except OSError as error:
        complain(f"{file}: {error.strerror or error}")
        return None
