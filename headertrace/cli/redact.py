"""``headertrace redact``: a message in, the same message without its secrets out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from headertrace.cli import options
from headertrace.cli.completion import one_of
from headertrace.cli.exits import NOTHING, UNREADABLE, UsageError, complain
from headertrace.cli.redacting import key, redactor
from headertrace.redact import KINDS, PRESETS, Redactor


def command(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="A raw message or a mailbox; - is a pipe.")] = "-",
    preset: Annotated[
        str | None,
        typer.Option(
            "--preset",
            help="standard (default), postmaster, public or ticket.",
            metavar="NAME",
            autocompletion=one_of(PRESETS),
        ),
    ] = None,
    kinds: Annotated[
        str | None,
        typer.Option(
            "--kinds",
            help=f"What to replace, parted by commas, on top of the preset where one is named: {', '.join(KINDS)}.",
            metavar="KINDS",
        ),
    ] = None,
    redact_key: Annotated[
        str | None,
        typer.Option(
            "--redact-key",
            help="The same pseudonyms in every run: the key in FILE (or in HEADERTRACE_REDACT_KEY).",
            metavar="FILE",
        ),
    ] = None,
    output: options.Output = None,
) -> int:
    """Replace what is secret in a message by pseudonyms, and drop its body.

    The result is a message (of a mailbox: a mailbox) that headertrace traces to the same hops, delays and
    findings. Bodies are never kept: nothing here needs them, and nobody can tell what is secret in one.
    """
    if preset is not None and preset not in PRESETS:
        raise UsageError(f"--preset: {preset!r} is none of {', '.join(PRESETS)}")
    wanted = ",".join(word for word in (preset, kinds) if word) or "standard"
    made = redactor(wanted, key(redact_key))
    try:
        data = b"".join(_written(file, made))
    except OSError as error:
        complain(f"{file}: {error.strerror or error}")
        return UNREADABLE
    if not data:
        complain("there is no message in the input")
        return NOTHING
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return 0
    try:
        with open(output, "wb") as stream:
            stream.write(data)
    except OSError as error:
        raise UsageError(f"--output: {output}: {error.strerror}") from None
    return 0


def _written(file: str, made: Redactor) -> list[bytes]:
    from headertrace.redact import as_bytes, as_mailbox_entry
    from headertrace.sources import mbox, read

    out = []
    for message in read(sys.stdin.buffer if file == "-" else file):
        write = as_mailbox_entry if message.source.format == mbox.NAME else as_bytes
        out.append(write(made.message(message)))
    return out
