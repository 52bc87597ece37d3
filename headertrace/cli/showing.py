"""What ``show`` does, once its options are known."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from headertrace.cli import NOTHING, UNREADABLE, VERBS, UsageError, complain
from headertrace.records.vocabulary import SEVERITIES

if TYPE_CHECKING:
    from datetime import tzinfo

    from headertrace.cli.asking import Asking
    from headertrace.records.lookups import Options as LookupOptions
    from headertrace.records.message import Message
    from headertrace.records.trace import Trace
    from headertrace.renderings import Options

COLORS = ("auto", "always", "never")
_DIRECTORY_HINT = "`headertrace scan` reads those" if "scan" in VERBS else "name the files in it"
_PLAIN_WIDTH = 100
_MIN_WIDTH, _MAX_WIDTH = 60, 200


def show(
    files: list[str] | None = None,
    *,
    format: str | None = None,
    output: str | None = None,
    utc: bool = False,
    local: bool = False,
    tz: str | None = None,
    message: str | None = None,
    fail_on: str | None = None,
    width: str | None = None,
    template: str | None = None,
    no_color: bool = False,
    color: str | None = None,
    trust: list[str] | None = None,
    select: list[str] | None = None,
    ignore: list[str] | None = None,
    redact: str | None = None,
    redact_key: str | None = None,
    quiet: bool = False,
    verbose: bool = False,
    lookups: Asking | None = None,
) -> int:
    """Trace the messages in ``files`` (standard input where there is none) and write them.

    Returns the exit code. Raises UsageError for an option that cannot be followed.
    """
    from headertrace.cli.settings import load
    from headertrace.renderings import FORMATS

    settings = load().values
    if format is None:
        format = settings["format"] if template is None else "html"
    color = settings["color"] if color is None else color
    fail_on = settings["fail_on"] if fail_on is None else fail_on
    if width is None and settings["width"] is not None:
        width = str(settings["width"])
    if template is not None and format not in ("html", "pdf"):
        raise UsageError("--template goes with --format html or pdf")
    if tz is None and not (utc or local):
        tz = settings["tz"]
    one_of_these("--format", format, tuple(FORMATS))
    one_of_these("--color", color, COLORS)
    if fail_on is not None:
        one_of_these("--fail-on", fail_on, SEVERITIES)
    selected, ignored = select or settings["select"], (*settings["ignore"], *(ignore or ()))
    if selected or ignored:
        _codes("--select", selected)
        _codes("--ignore", ignored)
    wanted = number("--message", message)
    columns = number("--width", width)
    zone, zone_name = zone_of(utc, local, tz)
    redactor = None
    if redact is not None:
        from headertrace.cli.redacting import key
        from headertrace.cli.redacting import redactor as redactor_for

        redactor = redactor_for(redact, key(redact_key))
    elif redact_key is not None:
        raise UsageError("--redact-key says how, --redact what: name that too")
    asked = _asked(lookups, settings)
    if redactor is not None and asked is not None:
        raise UsageError("--redact and look-ups exclude each other: what was replaced cannot be looked up")
    if not files:
        if sys.stdin.isatty():
            print("Pipe a raw message in, or name a file:\n\n    headertrace < mail.eml\n\nMore: headertrace --help")
            return 2
        files = ["-"]
    from headertrace.tracing import trace

    trouble: list[str] = []
    found = list(_chosen(_messages(files, trouble, whole=asked is not None), wanted))
    trusted = (*settings["trust"], *(trust or ()))
    messages = [item for item, _ in found]
    if redactor is not None:
        messages = [redactor.message(item) for item in messages]
        trusted = redactor.words(trusted)
    traces = [trace(item, trusted) for item in messages]
    if asked is not None and traces:
        traces = looked_up(traces, [whole for _, whole in found], asked)
    if selected or ignored:
        from headertrace.findings.choice import chosen

        traces = [item._replace(findings=chosen(item.findings, selected, ignored)) for item in traces]
    if traces:
        options = make_options(output, zone, zone_name, columns, color, no_color, quiet, verbose, template)
        write(_rendered(traces, format, options, output), output)
    elif not trouble:
        complain("there is no message in the input" if wanted is None else f"there is no message number {wanted}")
    return _exit_code(traces, trouble, fail_on)


def _codes(option: str, words: Iterable[str]) -> None:
    from headertrace.findings.choice import unknown

    strange = unknown(words)
    if strange is not None:
        raise UsageError(f"{option}: there is no finding {strange!r}")


def one_of_these(option: str, value: str, known: tuple[str, ...]) -> None:
    """Raises UsageError for a value that is none of those."""
    if value not in known:
        raise UsageError(f"{option}: {value!r} is none of {', '.join(known)}")


def number(option: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text)):
        raise UsageError(f"{option}: {text!r} is no whole number above 0")
    return int(text)


def zone_of(utc: bool, local: bool, name: str | None) -> tuple[tzinfo | None, str]:
    """(zone, its name) that the options ask for; None is UTC. Raises UsageError for a zone that is not known."""
    if utc + local + (name is not None) > 1:
        raise UsageError("--utc, --local and --tz exclude each other")
    if local or name == "local":
        from dateutil.tz import tzlocal

        return tzlocal(), "local"
    if name is None or name.upper() == "UTC":
        return None, "UTC"
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name), name
    except (KeyError, ValueError, OSError):
        raise UsageError(f"--tz: there is no time zone {name!r}") from None


def _asked(lookups: Asking | None, settings: dict[str, Any]) -> LookupOptions | None:
    if lookups is None or not any(lookups):
        return None
    from headertrace.cli.asking import read

    return read(lookups, settings)


def looked_up(traces: list[Trace], wholes: Sequence[bytes | None], asked: LookupOptions) -> list[Trace]:
    """The traces with what was looked up for them. Raises UsageError for options that cannot be followed."""
    from headertrace.lookup import check_all

    try:
        found = check_all(zip(traces, wholes, strict=True), asked)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return [trace._replace(lookups=made) for trace, made in zip(traces, found, strict=True)]


def _messages(files: list[str], trouble: list[str], whole: bool) -> Iterator[tuple[Message, bytes | None]]:
    """The messages of all files, with their bytes where those are wanted.

    What cannot be read is complained of and passed over.
    """
    from headertrace.sources import read, read_whole

    for file in files:
        source = sys.stdin.buffer if file == "-" else file
        try:
            if whole:
                yield from read_whole(source)
            else:
                yield from ((message, None) for message in read(source))
        except IsADirectoryError:
            trouble.append(file)
            complain(f"{file} is a directory; {_DIRECTORY_HINT}")
        except OSError as error:
            trouble.append(file)
            complain(f"{file}: {error.strerror or error}")
        except ValueError as error:
            trouble.append(file)
            complain(f"{file}: {error}")


def _chosen(
    messages: Iterator[tuple[Message, bytes | None]], wanted: int | None
) -> Iterator[tuple[Message, bytes | None]]:
    for number, message in enumerate(messages, 1):
        if wanted is None or number == wanted:
            yield message


def make_options(
    output: str | None,
    zone: Any,
    zone_name: str,
    width: int | None,
    color: str,
    no_color: bool,
    quiet: bool,
    verbose: bool,
    template: str | None = None,
) -> Options:
    """How to render, by the options given and by what standard output is; ``width`` None is the terminal's."""
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
        template=template,
    )


def _terminal_width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size((_PLAIN_WIDTH, 24)).columns


def _rendered(traces: list[Trace], format: str, options: Options, output: str | None) -> bytes:
    from headertrace.renderings import BINARY, RenderingError, render_bytes

    if format in BINARY and output is None and sys.stdout.isatty():
        raise UsageError(f"{format} is not for a terminal: name a file with --output, or pipe it on")
    try:
        return render_bytes(traces, format, options)
    except RenderingError as error:
        raise UsageError(str(error)) from None


def write(data: str | bytes, output: str | None) -> None:
    """To standard output, or to a file; text as UTF-8. Raises UsageError for a file that cannot be written."""
    if isinstance(data, str):
        data = data.encode("utf-8", "backslashreplace")
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        with open(output, "wb") as stream:
            stream.write(data)
    except OSError as error:
        raise UsageError(f"--output: {output}: {error.strerror}") from None


def _exit_code(traces: list[Trace], trouble: list[str], fail_on: str | None) -> int:
    if trouble:
        return UNREADABLE
    if not any(trace.hops for trace in traces):
        return NOTHING
    if fail_on is not None:
        ranks: dict[str, int] = {severity: rank for rank, severity in enumerate(SEVERITIES)}
        if any(ranks[finding.severity] >= ranks[fail_on] for trace in traces for finding in trace.findings):
            return 1
    return 0
