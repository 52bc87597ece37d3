"""``headertrace scan MAILBOX... -o OUT``: a dataset of all messages in mailboxes."""

# Annotations are read at run time (declaring.py).
import os
import sys
from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated

from headertrace.cli import options
from headertrace.cli.completion import one_of
from headertrace.cli.declaring import Argument, Option
from headertrace.cli.exits import NOTHING, UNREADABLE, UsageError, complain
from headertrace.cli.logging_ import logs_of
from headertrace.cli.redacting import key
from headertrace.cli.shared import meant, number, one_of_these
from headertrace.mailbox.forms import FORMS, PARQUET, of_file
from headertrace.mailbox.inputs import has_password
from headertrace.named import NamedTuple
from headertrace.text.counts import how_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headertrace.mailbox.engine import Engine
    from headertrace.mailbox.scan import Step, Summary, Wanted
    from headertrace.mailbox.unit import How

PROCESSES, DASK = ENGINES = ("processes", "dask")
# What is needed of an extra.
_LIBRARIES = {"mailbox": ("pyarrow",), "cluster": ("pyarrow", "dask", "distributed")}
# With -v on no terminal, a line each so many seconds; on one, so often anew.
_EVERY_S, _ANEW_S = 10.0, 0.5
# Where a message that could not be read says what was wrong.
_WHY = " (table defects says why)"
_EMPTY = "there is no message in the input"


class Options(NamedTuple):
    """What the command line says."""

    mailboxes: Annotated[
        list[str] | None,
        Argument("MAILBOX...", "Mailboxes, folders of mail, archives, mail stores' URLs, or URLs that fsspec reads."),
    ] = None
    output: Annotated[
        str | None,
        Option(
            ("-o", "--output"),
            "The dataset to make or bring up to date: a folder, or a file whose name asks for another format.",
            "OUT",
        ),
    ] = None
    format: Annotated[
        str | None,
        Option(("-f", "--format"), f"{', '.join(FORMS)}; else by the name of -o.", "NAME", one_of(FORMS)),
    ] = None
    jobs: Annotated[str | None, Option(("-j", "--jobs"), "Use N processes; else one per core.", "N")] = None
    engine: Annotated[
        str | None,
        Option(
            ("--engine",), f"{', '.join(ENGINES)}: who reads; see `headertrace explain scan`.", "NAME", one_of(ENGINES)
        ),
    ] = None
    scheduler: Annotated[
        str | None,
        Option(("--scheduler",), "Read over the Dask cluster of this scheduler (tcp://host:8786).", "ADDRESS"),
    ] = None
    inner: options.Inner = False
    outer: options.Outer = False
    recursive: options.Recursive = False
    log: options.Log = None
    log_tz: options.LogTz = None
    trust: options.Trust = None
    redact: Annotated[
        str | None,
        Option(
            ("--redact",),
            "Keep pseudonyms only: a preset or kinds after =, else it is standard; see `headertrace redact --help`.",
            "KINDS|PRESET",
        ),
    ] = None
    redact_key: options.RedactKey = None
    quiet: Annotated[bool, Option(("-q", "--quiet"), "Show neither progress nor summary.")] = False
    verbose: Annotated[
        bool, Option(("-v", "--verbose"), "Show progress even where standard error is not a terminal.")
    ] = False
    config: options.Config = None


def run(given: Options, why: str = _WHY) -> int:
    """Trace every message of mailboxes into a dataset, which `headertrace stats` answers questions from.

    What was scanned before is not read again: of a mailbox that has grown, only what is new. The same
    command continues a scan that was interrupted.
    """
    if not given.mailboxes:
        raise UsageError("name what to scan: headertrace scan MAILBOX... -o OUT")
    if given.output is None:
        raise UsageError("name the dataset to write: -o OUT")
    wanted = _wanted(given)
    over = _engine_asked(given)
    _need_libraries("cluster" if over == DASK else "mailbox")
    from headertrace.mailbox.layout import Refused
    from headertrace.mailbox.scan import scan

    progress = _Progress(given.quiet, given.verbose)
    try:
        summary = scan(wanted, lambda: _engine(over, given.scheduler, wanted.jobs), progress.tell)
    except Refused as error:
        raise UsageError(str(error)) from None
    finally:
        progress.clear()
    return _told(summary, given, why)


def _engine_asked(given: Options) -> str:
    """Raises UsageError for one that there is not, and for a scheduler that nobody would ask."""
    if given.engine is None:
        return DASK if given.scheduler else PROCESSES
    one_of_these("--engine", given.engine, ENGINES)
    if given.scheduler and given.engine != DASK:
        raise UsageError("--scheduler goes with --engine dask")
    return given.engine


def _engine(name: str, scheduler: str | None, jobs: int) -> "Engine":
    from headertrace.mailbox.processes import Processes

    here = Processes(jobs)
    if name == PROCESSES:
        return here
    from headertrace.mailbox.cluster import Cluster

    return Cluster(scheduler, jobs, here)


def _wanted(given: Options) -> "Wanted":
    """Raises UsageError for an option that cannot be followed."""
    from headertrace.cli.settings import followed
    from headertrace.mailbox.scan import Wanted
    from headertrace.mailbox.unit import How

    which = meant(given.inner, given.outer)
    settings = followed(given.config)
    trusted = (*settings["trust"], *(given.trust or ()))
    inputs = tuple(given.mailboxes or ())
    _refuse_inputs(inputs)
    kinds, own = _redaction(given)
    jobs = number("--jobs", given.jobs) or _cores()
    how = How("", which, trusted, kinds, own, log_zone=given.log_tz or "", limits=settings["limits"])
    out = str(given.output).rstrip("/") or "/"
    if given.log and given.scheduler:
        raise UsageError("--log is read on this machine: leave --scheduler out")
    logs = logs_of(given.log, given.log_tz, inputs)
    said = _said(how)
    return Wanted(inputs, out, how, said, jobs, given.recursive, _form(given.format, out), logs.files if logs else ())


def _refuse_inputs(inputs: tuple[str, ...]) -> None:
    """Raises UsageError for what a scan cannot read again, or must not keep the name of."""
    if "-" in inputs:
        raise UsageError("standard input can't be read again after an interruption: save it, and name the file")
    if any(map(has_password, inputs)):
        raise UsageError(
            "a password in a URL would be written into the dataset: leave it to that store's configuration"
        )


def _said(how: "How") -> dict[str, object]:
    """The options by which rows are made, as the dataset keeps them: of what is redacted no word can be read there."""
    return {
        "trust": [_fingerprint(how.key, word) if how.kinds else word for word in sorted(set(how.trusted))],
        "inner": how.which == "inner",
        "outer": how.which == "outer",
        "redact": how.kinds,
        "redact-key": _fingerprint(how.key, "") if how.kinds else "",
    }


def _form(asked: str | None, out: str) -> str:
    """The format asked for, else the one that the name asks for."""
    if asked is not None:
        one_of_these("--format", asked, FORMS)
        return asked
    return of_file(out)


def _redaction(given: Options) -> tuple[str, bytes]:
    """(kinds, key) asked for; ("", b"") for none. Without a key one is drawn, and forgotten."""
    if given.redact is None:
        if given.redact_key is not None:
            raise UsageError("--redact-key needs --redact, which says what to replace")
        return "", b""
    from headertrace.cli.redacting import redactor

    own = key(given.redact_key) or os.urandom(32)
    return ",".join(sorted(redactor(given.redact, own).kinds)), own


def _fingerprint(own: bytes, text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8, key=own[:64]).hexdigest()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _need_libraries(extra: str) -> None:
    from importlib.util import find_spec

    from headertrace.installing import command

    missing = [name for name in _LIBRARIES[extra] if find_spec(name) is None]
    if missing:
        raise UsageError(f"this needs {' and '.join(missing)}: {command(extra)}")


class _Progress:
    """The line on standard error that says how far a scan is."""

    def __init__(self, quiet: bool, verbose: bool) -> None:
        self._terminal = sys.stderr.isatty() and not quiet
        self._every = _ANEW_S if self._terminal else _EVERY_S
        self._silent = quiet or not (self._terminal or verbose)
        self._last = 0.0

    def tell(self, step: "Step") -> None:
        if self._silent or step.seconds - self._last < self._every:
            return
        self._last = step.seconds
        line = _line(step)
        print(f"\r\x1b[K{line}" if self._terminal else line, end="" if self._terminal else "\n", file=sys.stderr)
        sys.stderr.flush()

    def clear(self) -> None:
        if self._terminal and self._last:
            print("\r\x1b[K", end="", file=sys.stderr)


def _line(step: "Step") -> str:
    from headertrace.text.durations import duration

    rate = step.bytes / step.seconds if step.seconds else 0.0
    share = f"{100 * step.bytes / step.total:.0f} %" if step.total else ""
    left = f", {duration((step.total - step.bytes) / rate)} left" if rate and step.total > step.bytes else ""
    failed = f", {step.failed:,} unread" if step.failed else ""
    return f"{share} {how_many(step.messages, 'message')}{failed}, {rate / 1e6:.1f} MB/s{left}".strip()


def _told(summary: "Summary", given: Options, why: str) -> int:
    """What came of it in words, and the exit code. ``why`` says where the reasons stand."""
    for name, reason in summary.unread:
        complain(f"{name}: {reason}")
    for text in summary.lost:
        complain(text)
    if not given.quiet:
        for line in _lines(summary, given):
            complain(line)
    elif summary.failed:
        complain(f"{summary.failed:,} of {how_many(summary.messages, 'message')} could not be read{why}")
    elif not (summary.all_messages or summary.unread):
        complain(_EMPTY)
    if summary.unread:
        return UNREADABLE
    if not summary.all_messages:
        return NOTHING
    return UNREADABLE if summary.failed else 0


def _lines(summary: "Summary", given: Options) -> "Iterator[str]":
    """The closing lines."""
    out = str(given.output)
    rate = summary.messages / summary.seconds if summary.seconds else 0.0
    if summary.messages:
        failed = f"; {summary.failed:,} of them could not be read{_WHY}" if summary.failed else ""
        yield f"{how_many(summary.messages, 'message')} scanned, {rate:,.0f} a second{failed}"
    elif summary.all_messages:
        yield "nothing new"
    elif not summary.unread:
        yield _EMPTY
    if summary.replaced:
        yield f"{how_many(summary.replaced, 'file has', 'files have')} changed since the last scan: the old rows went"
    if summary.vanished:
        yield f"{how_many(summary.vanished, 'file has', 'files have')} been removed: the rows stay"
    if summary.waiting:
        yield "a scan of other mailboxes was not finished: name those as well to go on with it"
    if not summary.all_messages:
        return
    next_step = f": headertrace stats {out}" if _form(given.format, out) == PARQUET else ""
    months = f" of {how_many(summary.months, 'month')}" if summary.months else ""
    yield f"{how_many(summary.all_messages, 'message')}{months} in {out}{next_step}"
