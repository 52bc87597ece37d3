"""``headertrace [FILE]...``: trace messages and show them."""

# Annotations are read at run time (declaring.py).
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from headertrace.cli import asking, options
from headertrace.cli.asking import Asking
from headertrace.cli.completion import one_of
from headertrace.cli.declaring import Option
from headertrace.cli.exits import NOTHING, USAGE, UsageError, complain
from headertrace.cli.guarding import Guard, Trouble, unreadable
from headertrace.cli.redacting import redactor_of
from headertrace.cli.shared import COLORS, knowing_today, looking_up, meant, number, one_of_these, rendering, zone_of
from headertrace.cli.writing import Destination, destination, write
from headertrace.records.vocabulary import SEVERITIES
from headertrace.renderings import FORMATS
from headertrace.renderings.index import of_file

if TYPE_CHECKING:
    from headertrace import renderings
    from headertrace.records.lookups import Options as LookupOptions
    from headertrace.records.message import Message
    from headertrace.records.trace import Trace
    from headertrace.redact import Redactor
    from headertrace.sources.opening import Which


class Options(NamedTuple):
    """What the command line says; None where it says nothing and the settings decide."""

    files: options.Files = None
    format: Annotated[
        str | None,
        Option(
            ("-f", "--format"), f"{', '.join(FORMATS)}; else by the name of -o, else table.", "NAME", one_of(FORMATS)
        ),
    ] = None
    output: options.Output = None
    force: options.Force = False
    utc: options.Utc = False
    local: options.Local = False
    tz: options.Tz = None
    message: options.Message = None
    inner: options.Inner = False
    outer: options.Outer = False
    recursive: options.Recursive = False
    fail_on: Annotated[
        str | None,
        Option(("--fail-on",), "Exit 1 on a finding: info, warning or error.", "SEVERITY", one_of(SEVERITIES)),
    ] = None
    width: options.Width = None
    template: Annotated[str | None, Option(("--template",), "One's own page for html and pdf, in Jinja.", "FILE")] = (
        None
    )
    full: Annotated[
        bool, Option(("--full",), "In a pdf all that the page has: the header, waits, second clocks, signatures.")
    ] = False
    no_color: options.NoColor = False
    color: options.Color = None
    trust: options.Trust = None
    select: Annotated[
        list[str] | None, Option(("--select",), "Only these findings: codes, beginnings of codes, names.", "CODE")
    ] = None
    ignore: Annotated[
        list[str] | None, Option(("--ignore",), "Not these findings: codes, beginnings of codes, names.", "CODE")
    ] = None
    redact: Annotated[
        str | None,
        Option(
            ("--redact",),
            "Show pseudonyms: a preset or kinds after =, standard without; see `headertrace redact --help`.",
            "KINDS|PRESET",
        ),
    ] = None
    redact_key: options.RedactKey = None
    quiet: Annotated[bool, Option(("-q", "--quiet"), "No findings.")] = False
    verbose: Annotated[bool, Option(("-v", "--verbose"), "Findings in full, and the arithmetic.")] = False
    dns: Annotated[
        bool, Option(("--dns",), "Check against the DNS as `headertrace verify` does. Asks the network.")
    ] = False
    lookups: Asking = Asking()
    config: options.Config = None
    version: Annotated[bool, Option(("--version",), "Show the version.")] = False


class _Wanted(NamedTuple):
    """The options checked, with what the settings add: all that is known before a message is read."""

    format: str
    fail_on: str | None
    message: int | None
    selected: tuple[str, ...]
    ignored: tuple[str, ...]
    trusted: tuple[str, ...]
    which: "Which"
    redactor: "Redactor | None"
    asked: "LookupOptions | None"
    rendering: "renderings.Options"
    to: Destination


def run(given: Options) -> int:
    """Show the path of each message: the answer, the hops, and what stands out."""
    if given.version:
        import headertrace

        print(f"headertrace {headertrace.__version__}")
        return 0
    wanted = _wanted(given)
    files = given.files
    if not files:
        if sys.stdin.isatty():
            print("Pipe a raw message in, or name a file:\n\n    headertrace < mail.eml\n\nMore: headertrace --help")
            return USAGE
        files = ["-"]
    trouble = Trouble()
    found = list(
        _chosen(_messages(files, trouble, wanted.asked is not None, wanted.which, given.recursive), wanted.message)
    )
    traces = _traces(found, wanted, trouble)
    if traces:
        data, traces = _rendered(traces, wanted, trouble)
    if traces:
        write(data, wanted.to)
    elif not trouble:
        complain(
            "there is no message in the input"
            if wanted.message is None
            else f"there is no message number {wanted.message}"
        )
    return _exit_code(traces, trouble, wanted.fail_on)


def _wanted(given: Options) -> _Wanted:
    """Raises UsageError for an option that cannot be followed."""
    from headertrace.cli.settings import followed

    settings = followed(given.config)
    to = _destination(given, settings)
    format = given.format or of_file(to.path)
    if format is None:
        format = settings["format"] if given.template is None else "html"
    color = settings["color"] if given.color is None else given.color
    fail_on = settings["fail_on"] if given.fail_on is None else given.fail_on
    width, tz = given.width, given.tz
    if width is None and settings["width"] is not None:
        width = str(settings["width"])
    if given.template is not None and format not in ("html", "pdf"):
        raise UsageError("--template goes with --format html or pdf")
    if tz is None and not (given.utc or given.local):
        tz = settings["tz"]
    one_of_these("--format", format, tuple(FORMATS))
    one_of_these("--color", color, COLORS)
    if fail_on is not None:
        one_of_these("--fail-on", fail_on, SEVERITIES)
    selected, ignored = tuple(given.select or settings["select"]), (*settings["ignore"], *(given.ignore or ()))
    if selected or ignored:
        _codes("--select", selected)
        _codes("--ignore", ignored)
    message = number("--message", given.message)
    columns = number("--width", width)
    zone = zone_of(given.utc, given.local, tz)
    redactor = redactor_of(given.redact, given.redact_key)
    asked = asking.read(given.lookups, given.dns, settings)
    if redactor is not None and asked is not None:
        raise UsageError("--redact and look-ups exclude each other: what was replaced cannot be looked up")
    trusted = (*settings["trust"], *(given.trust or ()))
    shown = rendering(
        to.path, zone, columns, color, given.no_color, given.quiet, given.verbose, given.template, given.full
    )  # fmt: skip
    which = meant(given.inner, given.outer)
    return _Wanted(format, fail_on, message, selected, ignored, trusted, which, redactor, asked, shown, to)


def _destination(given: Options, settings: dict[str, Any]) -> Destination:
    """Where the result goes, which must be none of all the files that are read."""
    databases = (given.lookups.asn_db or settings["asn_db"], given.lookups.geo_db or settings["geo_db"])
    read = (*(given.files or ("-",)), given.template, given.redact_key, given.config, *databases)
    return destination(given.output, read, given.force)


def _codes(option: str, words: Iterable[str]) -> None:
    from headertrace.findings.choice import unknown

    strange = unknown(words)
    if strange is not None:
        raise UsageError(f"{option}: there is no finding {strange!r}")


def _messages(
    files: list[str], trouble: Trouble, whole: bool, which: "Which", recursive: bool
) -> Iterator[tuple["Message", bytes | None]]:
    """The messages of all files, with their bytes where those are wanted.

    What cannot be read is complained of and passed over.
    """
    from headertrace.sources import read, read_whole

    for file in files:
        source = sys.stdin.buffer if file == "-" else file
        empty = True
        try:
            plain = ((message, None) for message in read(source, which, recursive=recursive))
            for found in read_whole(source, which, recursive=recursive) if whole else plain:
                empty = False
                yield found
            if empty and file != "-":
                trouble.append(file)
                trouble.no_mail += 1
                complain(f"{file}: it is empty")
        except IsADirectoryError:
            trouble.append(file)
            complain(f"{file} is a directory, but no folder of mail; -r reads all files below it")
        except OSError as error:
            trouble.append(file)
            complain(f"{file}: {error.strerror or error}")
        except ValueError as error:
            trouble.append(file)
            complain(f"{file}: {error}")


def _chosen(
    messages: Iterator[tuple["Message", bytes | None]], wanted: int | None
) -> Iterator[tuple["Message", bytes | None]]:
    for count, message in enumerate(messages, 1):
        if wanted is None or count == wanted:
            yield message


def _traces(found: list[tuple["Message", bytes | None]], wanted: _Wanted, trouble: Trouble) -> list["Trace"]:
    """The messages traced as it is wanted: redacted, looked up, with the findings that were chosen.

    One that fails is told and left out.
    """
    found = [pair for pair in found if not unreadable(pair[0], trouble)]
    traced = _traced(found, wanted, trouble)
    if wanted.asked is not None and wanted.asked.mail_services and traced:
        with knowing_today([item for item, _ in traced], wanted.asked):
            return _looked_up(_traced(found, wanted, []), wanted, trouble)
    return _looked_up(traced, wanted, trouble)


def _traced(
    found: list[tuple["Message", bytes | None]], wanted: _Wanted, trouble: list[str]
) -> list[tuple["Trace", bytes | None]]:
    from headertrace.tracing import trace

    trusted, redactor = wanted.trusted, wanted.redactor
    if redactor is not None:
        trusted = redactor.words(trusted)
    traced = []
    for message, whole in found:
        with Guard(trouble, message.source):
            traced.append((trace(redactor.message(message) if redactor is not None else message, trusted), whole))
    return traced


def _looked_up(traced: list[tuple["Trace", bytes | None]], wanted: _Wanted, trouble: list[str]) -> list["Trace"]:
    traces = [item for item, _ in traced]
    if wanted.asked is not None and traced:
        traces = []
        with looking_up(wanted.asked) as look_up:
            for item, whole in traced:
                with Guard(trouble, item.source):
                    traces.append(look_up(item, whole))
    if wanted.selected or wanted.ignored:
        from headertrace.findings.choice import chosen

        traces = [item._replace(findings=chosen(item.findings, wanted.selected, wanted.ignored)) for item in traces]
    return traces


def _rendered(traces: list["Trace"], wanted: _Wanted, trouble: Trouble) -> tuple[bytes, list["Trace"]]:
    """What is to be written, and the traces that are in it: one that can't be shown is told and left out."""
    from headertrace.renderings import BINARY, RenderingError, render_bytes

    if wanted.format in BINARY and wanted.to.path is None and sys.stdout.isatty():
        raise UsageError(f"{wanted.format} is not for a terminal: name a file with --output, or pipe it on")
    try:
        return render_bytes(traces, wanted.format, wanted.rendering), traces
    except RenderingError as error:
        raise UsageError(str(error)) from None
    except OSError:
        raise
    except Exception:
        shown = []
        for item in traces:
            with Guard(trouble, item.source):
                render_bytes(item, wanted.format, wanted.rendering)
                shown.append(item)
        if len(shown) == len(traces):
            raise
        return (render_bytes(shown, wanted.format, wanted.rendering) if shown else b""), shown


def _exit_code(traces: list["Trace"], trouble: Trouble, fail_on: str | None) -> int:
    if trouble:
        return trouble.code(done=bool(traces))
    if not any(trace.hops or trace.reports for trace in traces):
        return NOTHING
    if fail_on is not None:
        ranks: dict[str, int] = {severity: rank for rank, severity in enumerate(SEVERITIES)}
        if any(ranks[finding.severity] >= ranks[fail_on] for trace in traces for finding in trace.findings):
            return 1
    return 0
