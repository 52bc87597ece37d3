"""``headertrace [FILE]...``: trace messages and show them."""

# Annotations are read at run time (declaring.py).
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, nullcontext
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated, Any

from headertrace.cli import asking, options
from headertrace.cli.asking import Asking
from headertrace.cli.browsing import drop_if_empty, page_for_a_browser, show_in_browser
from headertrace.cli.completion import one_of
from headertrace.cli.declaring import Option
from headertrace.cli.exits import NOTHING, UsageError, complain
from headertrace.cli.guarding import Guard, Trouble, unreadable
from headertrace.cli.logging_ import Logs, logs_of
from headertrace.cli.redacting import redactor_of, refuse_with_redaction
from headertrace.cli.shared import (
    COLORS,
    knowing_today,
    known,
    looking_up,
    meant,
    number,
    one_of_these,
    rendering,
    with_paste,
    zone_of,
)
from headertrace.cli.verbs import meant_for_a_verb
from headertrace.cli.writing import Destination, destination, write_pieces
from headertrace.limits import Limits
from headertrace.named import NamedTuple
from headertrace.records.vocabulary import SEVERITIES
from headertrace.renderings import BINARY, FORMATS
from headertrace.renderings.index import SORTED, of_file

if TYPE_CHECKING:
    from headertrace import renderings
    from headertrace.records.datasets import Knowledge
    from headertrace.records.logs import Logged
    from headertrace.records.lookups import Options as LookupOptions
    from headertrace.records.message import Message
    from headertrace.records.trace import Trace
    from headertrace.redact import Redactor
    from headertrace.sources.opening import Which


# On a terminal, where nothing was named.
_PASTE = """Paste the header, then press Ctrl-D. (Or name a file: headertrace mail.eml. More: headertrace --help.)"""


class Options(NamedTuple):
    """What the command line says; None where it says nothing and the settings decide."""

    files: options.Files = None
    paste: options.Paste = False
    format: Annotated[
        str | None,
        Option(
            ("-f", "--format"), f"{', '.join(FORMATS)}; else by the name of -o, else table.", "NAME", one_of(FORMATS)
        ),
    ] = None
    brief: Annotated[bool, Option(("--brief",), "One line per message: the same as -f brief.")] = False
    sort: Annotated[
        str | None, Option(("--sort",), f"With --brief: sort by {', '.join(SORTED)}.", "KEY", one_of(SORTED))
    ] = None
    open: Annotated[bool, Option(("--open",), "Show the HTML report in the browser.")] = False
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
        Option(
            ("--fail-on",),
            "Exit with 1 if there is a finding this severe: info, warning or error.",
            "SEVERITY",
            one_of(SEVERITIES),
        ),
    ] = None
    width: options.Width = None
    template: Annotated[
        str | None, Option(("--template",), "Use your own Jinja template for html and pdf.", "FILE")
    ] = None
    full: Annotated[
        bool, Option(("--full",), "In a pdf, include all that the page has: header, waits, second clocks, signatures.")
    ] = False
    no_color: options.NoColor = False
    color: options.Color = None
    no_pager: options.NoPager = False
    log: options.Log = None
    log_tz: options.LogTz = None
    trust: options.Trust = None
    clocks: options.Clocks = None
    history: options.History = None
    select: Annotated[
        list[str] | None,
        Option(("--select",), "Show only these findings: codes, beginnings of codes or names.", "CODE"),
    ] = None
    ignore: Annotated[
        list[str] | None,
        Option(("--ignore",), "Leave these findings out: codes, beginnings of codes or names.", "CODE"),
    ] = None
    redact: options.Redact = None
    redact_key: options.RedactKey = None
    quiet: Annotated[bool, Option(("-q", "--quiet"), "Leave the findings out.")] = False
    verbose: Annotated[bool, Option(("-v", "--verbose"), "Show findings in full, and the arithmetic.")] = False
    dns: Annotated[
        bool, Option(("--dns",), "Check against the DNS as `headertrace verify` does. Uses the network.")
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
    sort: str | None
    which: "Which"
    redactor: "Redactor | None"
    knowledge: "Knowledge | None"
    asked: "LookupOptions | None"
    limits: Limits
    logs: "Logs | None"
    rendering: "renderings.Options"
    to: Destination


def run(given: Options) -> int:
    """Show the path of each message: the answer, the hops, and what stands out."""
    if given.version:
        import headertrace

        print(f"headertrace {headertrace.__version__}")
        return 0
    wanted = _wanted(given)
    files = with_paste(given.files, given.paste)
    if not files:
        if sys.stdin.isatty():
            print(_PASTE, file=sys.stderr)
        files = ["-"]
    page = page_for_a_browser() if given.open and wanted.to.path is None else None
    if page is not None:
        wanted = wanted._replace(to=wanted.to._replace(path=page))
    trouble, shown = Trouble(), _Shown()
    found = _chosen(_messages(files, trouble, wanted.asked is not None, wanted.which, given.recursive), wanted.message)
    try:
        _write(shown.passing(_traces(found, wanted, trouble)), wanted, trouble)
    finally:
        if page is not None:
            drop_if_empty(page)
    if not shown.count and not trouble:
        complain(
            "there is no message in the input"
            if wanted.message is None
            else f"there is no message number {wanted.message}"
        )
    if given.open and shown.count:
        show_in_browser(str(wanted.to.path))
    return shown.exit_code(trouble, wanted.fail_on)


class _Shown:
    """What the exit code needs to know of the messages that went by: none of them is held."""

    def __init__(self) -> None:
        self.count = 0
        self._paths = False
        self._worst = -1

    def passing(self, traces: Iterable["Trace"]) -> Iterator["Trace"]:
        for trace in traces:
            self.count += 1
            self._paths = self._paths or bool(trace.hops or trace.reports)
            self._worst = max((self._worst, *(SEVERITIES.index(finding.severity) for finding in trace.findings)))
            yield trace

    def exit_code(self, trouble: Trouble, fail_on: str | None) -> int:
        if trouble:
            return trouble.code(done=bool(self.count))
        if not self._paths:
            return NOTHING
        return 1 if fail_on is not None and self._worst >= SEVERITIES.index(fail_on) else 0


def _wanted(given: Options) -> _Wanted:
    """Raises UsageError for an option that cannot be followed."""
    from headertrace.cli.settings import followed

    settings = followed(given.config)
    to = _destination(given, settings)
    format = _format(given, settings, to)
    fail_on = settings["fail_on"] if given.fail_on is None else given.fail_on
    if fail_on is not None:
        one_of_these("--fail-on", fail_on, SEVERITIES)
    selected, ignored = _findings(given, settings)
    shown = _rendering(given, settings, to)
    message = number("--message", given.message)
    redactor = redactor_of(given.redact, given.redact_key)
    asked = asking.read(given.lookups, given.dns, settings)
    refuse_with_redaction(redactor is not None, asked is not None, bool(given.clocks or given.history))
    return _Wanted(
        format, fail_on, message, selected, ignored, (*settings["trust"], *(given.trust or ())), given.sort,
        meant(given.inner, given.outer), redactor, known(given.clocks, given.history), asked, settings["limits"],
        logs_of(given.log, given.log_tz, given.files or ("-",)), shown, to,
    )  # fmt: skip


def _format(given: Options, settings: dict[str, Any], to: Destination) -> str:
    """The format asked for, else the one that the file's name asks for, else that of a template or the settings."""
    format = _shorthand(given) or given.format or of_file(to.path)
    if format is None:
        format = settings["format"] if given.template is None else "html"
    if given.template is not None and format not in ("html", "pdf"):
        raise UsageError("--template goes with --format html or pdf")
    one_of_these("--format", format, tuple(FORMATS))
    if format in BINARY and to.path is None and sys.stdout.isatty():
        raise UsageError(f"{format} is binary: name a file with --output, or pipe it on")
    return format


def _findings(given: Options, settings: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The findings to select and to ignore."""
    selected, ignored = tuple(given.select or settings["select"]), (*settings["ignore"], *(given.ignore or ()))
    if selected or ignored:
        _codes("--select", selected)
        _codes("--ignore", ignored)
    return selected, ignored


def _rendering(given: Options, settings: dict[str, Any], to: Destination) -> "renderings.Options":
    """How it is to look; what the command line does not say, the settings do."""
    color = settings["color"] if given.color is None else given.color
    one_of_these("--color", color, COLORS)
    width = given.width
    if width is None and settings["width"] is not None:
        width = str(settings["width"])
    columns = number("--width", width)
    tz = settings["tz"] if given.tz is None and not (given.utc or given.local) else given.tz
    zone = zone_of(given.utc, given.local, tz)
    return rendering(
        to.path, zone, columns, color, given.no_color, given.quiet, given.verbose, given.template, given.full
    )  # fmt: skip


def _shorthand(given: Options) -> str | None:
    """The format that an option of its own stands for. Raises UsageError where another one is asked for too."""
    wanted = [("--brief", "brief")] * given.brief + [("--open", "html")] * given.open
    for option, format in wanted:
        if given.format not in (None, format):
            raise UsageError(f"{option} and --format {given.format} exclude each other")
    if len(wanted) == 2:
        raise UsageError("--brief and --open exclude each other")
    if given.sort is not None:
        one_of_these("--sort", given.sort, SORTED)
        if not given.brief and given.format != "brief":
            raise UsageError("--sort goes with --brief")
    return wanted[0][1] if wanted else None


def _destination(given: Options, settings: dict[str, Any]) -> Destination:
    """Where the result goes, which must be none of all the files that are read."""
    databases = (given.lookups.asn_db or settings["asn_db"], given.lookups.geo_db or settings["geo_db"])
    read = (*(given.files or ("-",)), *(given.log or ()), given.template, given.redact_key, given.config, *databases)
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
        except IsADirectoryError as error:
            trouble.append(file)
            complain(f"{file} {error.strerror}; -r reads all files below it")
        except OSError as error:
            trouble.append(file)
            complain(f"{file}: {error.strerror or error}{meant_for_a_verb(file)}")
        except ValueError as error:
            trouble.append(file)
            complain(f"{file}: {error}")


def _chosen(
    messages: Iterator[tuple["Message", bytes | None]], wanted: int | None
) -> Iterator[tuple["Message", bytes | None]]:
    return messages if wanted is None else islice(messages, wanted - 1, wanted)


def _traces(found: Iterable[tuple["Message", bytes | None]], wanted: _Wanted, trouble: Trouble) -> Iterator["Trace"]:
    """The messages traced as it is wanted, one by one: redacted, looked up, with the findings that were chosen.

    One that fails is told and left out.
    """
    with ExitStack() as stack:
        trace = _tracing(wanted, stack)
        readable = (item for item in found if not unreadable(item[0], trouble))
        for message, whole, logged in _logged(readable, wanted, trouble):
            traced = None
            with Guard(trouble, message.source):
                traced = trace(message, whole, logged)
            if traced is not None:
                yield traced


def _logged(
    found: Iterable[tuple["Message", bytes | None]], wanted: _Wanted, trouble: Trouble
) -> "Iterator[tuple[Message, bytes | None, Logged | None]]":
    """Each message with what the logs say of it, where some were named."""
    if wanted.logs is None:
        return ((message, whole, None) for message, whole in found)
    from headertrace.cli.logging_ import with_logs
    from headertrace.tracing import trace

    return with_logs(found, lambda message: trace(message, wanted.trusted, limits=wanted.limits), wanted.logs, trouble)


def _tracing(wanted: _Wanted, stack: ExitStack) -> Callable[["Message", bytes | None, "Logged | None"], "Trace"]:
    """All that is done to one message. Raises UsageError for look-ups that cannot be made."""
    from headertrace.tracing import trace as traced

    trusted, redactor, asked = wanted.trusted, wanted.redactor, wanted.asked
    if redactor is not None:
        trusted = redactor.words(trusted)
    look_up = stack.enter_context(looking_up(asked)) if asked is not None else None
    know_today = stack.enter_context(knowing_today(asked)) if asked is not None and asked.mail_services else None

    def trace(message: "Message", whole: bytes | None, logged: "Logged | None") -> "Trace":
        if redactor is not None and logged is not None:
            message, logged = redactor.with_log(message, logged)
        elif redactor is not None:
            message = redactor.message(message)
        made = traced(message, trusted, wanted.knowledge, logged, wanted.limits)
        with know_today(made) if know_today is not None else nullcontext():
            if know_today is not None:
                made = traced(message, trusted, wanted.knowledge, logged, wanted.limits)
            if look_up is not None:
                made = look_up(made, whole)
        return _with_chosen(made, wanted)

    return trace


def _with_chosen(trace: "Trace", wanted: _Wanted) -> "Trace":
    """With the findings that were chosen."""
    if not (wanted.selected or wanted.ignored):
        return trace
    from headertrace.findings.choice import chosen

    return trace._replace(findings=chosen(trace.findings, wanted.selected, wanted.ignored))


def _write(traces: Iterator["Trace"], wanted: _Wanted, trouble: Trouble) -> None:
    """Each trace as it comes; where there is none, nothing. One that can't be shown is told and left out."""
    from headertrace.renderings import RenderingError

    first = next(traces, None)
    if first is None:
        return
    try:
        write_pieces(_pieces(chain((first,), traces), wanted, trouble), wanted.to)
    except RenderingError as error:
        raise UsageError(str(error)) from None


def _pieces(traces: Iterable["Trace"], wanted: _Wanted, trouble: Trouble) -> Iterator[bytes]:
    def around(trace: "Trace") -> Guard:
        return Guard(trouble, trace.source)

    if wanted.sort is not None:
        from headertrace.renderings.brief import ordered

        return ordered(traces, wanted.sort, wanted.rendering, around)
    from headertrace.renderings import pieces

    return pieces(traces, wanted.format, wanted.rendering, around)
