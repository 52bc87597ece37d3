"""``headertrace [FILE]...``: trace messages and show them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from headertrace.cli import NOTHING, UNREADABLE, VERBS, complain
from headertrace.cli.completion import one_of, when_asked, zones
from headertrace.renderings import FORMATS

if TYPE_CHECKING:
    from datetime import tzinfo

    from headertrace.model import Message, Trace
    from headertrace.renderings import Options

_COLORS = ("auto", "always", "never")
_SEVERITIES = ("info", "warning", "error")
_DIRECTORY_HINT = "`headertrace scan` reads those" if "scan" in VERBS else "name the files in it"
_PLAIN_WIDTH = 100
_MIN_WIDTH, _MAX_WIDTH = 60, 200


def _version(wanted: bool) -> None:
    if wanted:
        import headertrace

        print(f"headertrace {headertrace.__version__}")
        raise typer.Exit


def command(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILE|-]", help="Raw messages; - is a pipe.")] = None,
    format: Annotated[
        str,
        typer.Option(
            "-f",
            "--format",
            help="table, tree, timeline, json or ndjson.",
            metavar="NAME",
            autocompletion=one_of(FORMATS),
        ),
    ] = "table",
    output: Annotated[str | None, typer.Option("-o", "--output", help="Write to FILE.", metavar="FILE")] = None,
    utc: Annotated[bool, typer.Option("--utc", help="Show times in UTC (the default).")] = False,
    local: Annotated[bool, typer.Option("--local", help="Show times in this machine's zone.")] = False,
    tz: Annotated[
        str | None,
        typer.Option("--tz", help="Show times in that zone.", metavar="NAME", autocompletion=when_asked(zones)),
    ] = None,
    message: Annotated[str | None, typer.Option("--message", help="Only the Nth message.", metavar="N")] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            help="Exit 1 on a finding: info, warning or error.",
            metavar="SEVERITY",
            autocompletion=one_of(_SEVERITIES),
        ),
    ] = None,
    width: Annotated[str | None, typer.Option("--width", help="Columns, 60 to 200.", metavar="N")] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour (as NO_COLOR does).")] = False,
    color: Annotated[
        str,
        typer.Option("--color", help="auto, always or never.", metavar="WHEN", autocompletion=one_of(_COLORS)),
    ] = "auto",
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No findings.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Every finding in full.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> int:
    """Show the path of each message: the answer, the hops, and what stands out."""
    _one_of("--format", format, tuple(FORMATS))
    _one_of("--color", color, _COLORS)
    if fail_on is not None:
        _one_of("--fail-on", fail_on, _SEVERITIES)
    wanted = _number("--message", message)
    columns = _number("--width", width)
    zone, zone_name = _zone(utc, local, tz)
    if not files:
        if sys.stdin.isatty():
            print("Pipe a raw message in, or name a file:\n\n    headertrace < mail.eml\n\nMore: headertrace --help")
            return 2
        files = ["-"]
    from headertrace.tracing import trace

    trouble: list[str] = []
    messages = list(_chosen(_messages(files, trouble), wanted))
    traces = [trace(item) for item in messages]
    if traces:
        options = _options(format, output, zone, zone_name, columns, color, no_color, quiet, verbose)
        _write(traces, format, options, output)
    elif not trouble:
        complain("there is no message in the input" if wanted is None else f"there is no message number {wanted}")
    return _exit_code(traces, trouble, fail_on)


def _one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(known)}", param_hint=option)


def _number(option: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text)):
        raise typer.BadParameter(f"{text!r} is no whole number above 0", param_hint=option)
    return int(text)


def _zone(utc: bool, local: bool, name: str | None) -> tuple[tzinfo | None, str]:
    if utc + local + (name is not None) > 1:
        raise typer.BadParameter("--utc, --local and --tz exclude each other")
    if local:
        from dateutil.tz import tzlocal

        return tzlocal(), "local"
    if name is None:
        return None, "UTC"
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name), name
    except (KeyError, ValueError, OSError):
        raise typer.BadParameter(f"there is no time zone {name!r}", param_hint="--tz") from None


def _messages(files: list[str], trouble: list[str]) -> Iterator[Message]:
    """The messages of all files; what cannot be read is complained of and passed over."""
    from headertrace.sources import read

    for file in files:
        try:
            yield from read(sys.stdin.buffer if file == "-" else file)
        except IsADirectoryError:
            trouble.append(file)
            complain(f"{file} is a directory; {_DIRECTORY_HINT}")
        except OSError as error:
            trouble.append(file)
            complain(f"{file}: {error.strerror or error}")
        except ValueError as error:
            trouble.append(file)
            complain(f"{file}: {error}")


def _chosen(messages: Iterator[Message], wanted: int | None) -> Iterator[Message]:
    for number, message in enumerate(messages, 1):
        if wanted is None or number == wanted:
            yield message


def _options(
    format: str,
    output: str | None,
    zone: Any,
    zone_name: str,
    width: int | None,
    color: str,
    no_color: bool,
    quiet: bool,
    verbose: bool,
) -> Options:
    import os

    from headertrace.renderings import Options

    terminal = output is None and sys.stdout.isatty()
    if width is None:
        width = _terminal_width() if terminal else _PLAIN_WIDTH
    plain = no_color or color == "never" or (color == "auto" and (not terminal or bool(os.environ.get("NO_COLOR"))))
    return Options(
        width=min(max(width, _MIN_WIDTH), _MAX_WIDTH),
        color=not plain,
        zone=zone,
        zone_name=zone_name,
        verbosity=verbose - quiet,
    )


def _terminal_width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size((_PLAIN_WIDTH, 24)).columns


def _write(traces: list[Trace], format: str, options: Options, output: str | None) -> None:
    from headertrace.renderings import render

    text = render(traces, format, options)
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
        return
    try:
        with open(output, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
    except OSError as error:
        raise typer.BadParameter(f"{output}: {error.strerror}", param_hint="--output") from None


def _exit_code(traces: list[Trace], trouble: list[str], fail_on: str | None) -> int:
    if trouble:
        return UNREADABLE
    if not any(trace.hops for trace in traces):
        return NOTHING
    if fail_on is not None:
        from headertrace.findings import SEVERITIES

        bar = SEVERITIES.index(fail_on)
        if any(SEVERITIES.index(finding.severity) >= bar for trace in traces for finding in trace.findings):
            return 1
    return 0
