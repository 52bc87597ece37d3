"""``headertrace compare A B``: two messages side by side."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from headertrace.cli import options
from headertrace.cli.completion import one_of
from headertrace.cli.exits import NOTHING, UNREADABLE, UsageError, complain
from headertrace.cli.showing import COLORS

if TYPE_CHECKING:
    from headertrace.records.message import Message

_FORMATS = ("table", "json", "html")
_DIFFER = 1


def command(
    files: Annotated[
        list[str], typer.Argument(metavar="A [B]", help="Two messages, or a mailbox with two in it; - is a pipe.")
    ],
    format: Annotated[
        str,
        typer.Option(
            "-f", "--format", help="table (default), json or html.", metavar="NAME", autocompletion=one_of(_FORMATS)
        ),
    ] = "table",
    output: options.Output = None,
    utc: options.Utc = False,
    local: options.Local = False,
    tz: options.Tz = None,
    width: options.Width = None,
    no_color: options.NoColor = False,
    color: Annotated[
        str, typer.Option("--color", help="auto, always or never.", metavar="WHEN", autocompletion=one_of(COLORS))
    ] = "auto",
    trust: options.Trust = None,
    redact: Annotated[
        str | None,
        typer.Option(
            "--redact", help="Show pseudonyms, the same in A and B: a preset or kinds after =.", metavar="KINDS|PRESET"
        ),
    ] = None,
    redact_key: options.RedactKey = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="The steps only.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Each field that only one has.")] = False,
) -> int:
    """Say where the ways of two messages part and meet, which step held one up, and what else differs.

    Exit codes: 0 the same way, and no step took one of them a minute longer; 1 they differ in that;
    2 wrong usage; 3 one of them has no Received line; 4 one of them could not be read.
    """
    from headertrace.cli.showing import make_options, number, one_of_these, write, zone_of
    from headertrace.compare import compare
    from headertrace.compare.rendering import FORMATS
    from headertrace.tracing import trace

    one_of_these("--format", format, _FORMATS)
    one_of_these("--color", color, COLORS)
    zone, zone_name = zone_of(utc, local, tz)
    columns = number("--width", width)
    options = make_options(output, zone, zone_name, columns, color, no_color, quiet, verbose)
    pair = _pair(files)
    if pair is None:
        return UNREADABLE
    trusted = tuple(trust or ())
    if redact is not None:
        from headertrace.cli.redacting import key, redactor

        made = redactor(redact, key(redact_key))
        pair = (made.message(pair[0]), made.message(pair[1]))
        trusted = made.words(trusted)
    elif redact_key is not None:
        raise UsageError("--redact-key says how, --redact what: name that too")
    found = compare(trace(pair[0], trusted), trace(pair[1], trusted))
    write(FORMATS[format](found, options), output)
    if not (found.a.hops and found.b.hops):
        return NOTHING
    return 0 if found.alike else _DIFFER


def _pair(files: list[str]) -> tuple[Message, Message] | None:
    """The two messages; None where one could not be read, which has been complained of."""
    if len(files) > 2:
        raise UsageError(f"two messages are compared, not {len(files)}")
    if files.count("-") > 1:
        raise UsageError("standard input can be one of the two only")
    found: list[Message] = []
    for file in files:
        messages = _read(file)
        if messages is None:
            return None
        if len(files) == 1 and len(messages) != 2:
            raise UsageError(f"{file} holds {len(messages)} messages: name two files, or one that holds two")
        if not messages:
            complain(f"{file}: there is no message in it")
            return None
        if len(files) == 2 and len(messages) > 1:
            complain(f"{file} holds more than one message: the first is compared")
        found += messages[: 3 - len(files)]
    return found[0], found[1]


def _read(file: str) -> list[Message] | None:
    """The first messages of a file, at most three."""
    from itertools import islice

    from headertrace.sources import read

    try:
        return list(islice(read(sys.stdin.buffer if file == "-" else file), 3))
    except OSError as error:
        complain(f"{file}: {error.strerror or error}")
        return None
