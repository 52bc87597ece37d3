"""``headertrace report``: the report on one message, put on a ticket."""

# Annotations are read at run time (declaring.py).
import sys
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from headertrace.cli import asking, options
from headertrace.cli.completion import one_of, presets, when_asked
from headertrace.cli.declaring import Argument, Option
from headertrace.cli.exits import NOTHING, UNDELIVERED, UNREADABLE, USAGE, UsageError, complain
from headertrace.cli.guarding import Guard, Trouble, unreadable
from headertrace.cli.logging_ import logs_of, with_logs
from headertrace.cli.redacting import refuse_with_redaction
from headertrace.cli.shared import file_or_paste, known, looking_up, meant, number, one_of_these
from headertrace.limits import Limits
from headertrace.named import NamedTuple
from headertrace.tickets import SYSTEMS

if TYPE_CHECKING:
    from headertrace.cli.logging_ import Logs
    from headertrace.records.datasets import Knowledge
    from headertrace.records.logs import Logged
    from headertrace.records.lookups import Options as LookupOptions
    from headertrace.records.message import Message
    from headertrace.records.trace import Trace
    from headertrace.redact import Redactor
    from headertrace.sources.opening import Which
    from headertrace.tickets.report import Report
    from headertrace.tickets.system import Outcome, Place, System

_EVIDENCE = ("headers", "message", "none")


class Options(NamedTuple):
    """What the command line says; None where it says nothing and the settings decide."""

    file: Annotated[str, Argument("[FILE|-]", "A raw message, or a mail store's URL; - is standard input.")] = "-"
    paste: options.Paste = False
    to: Annotated[str | None, Option(("--to",), ", ".join(SYSTEMS) + ".", "SYSTEM", one_of(SYSTEMS))] = None
    ticket: Annotated[
        str | None, Option(("--ticket",), "Comment on this ticket; without it a new one is opened.", "ID")
    ] = None
    title: Annotated[str | None, Option(("--title",), "The title; by default the message's subject.", "TEXT")] = None
    settings: Annotated[
        list[str] | None, Option(("--set",), "A setting of the ticket system, as in headertrace.toml.", "NAME=VALUE")
    ] = None
    smtp: Annotated[str | None, Option(("--smtp",), "With --to email: send it through this server.", "HOST:PORT")] = (
        None
    )
    public: Annotated[bool, Option(("--public",), "Let the customer see it; by default it is a private note.")] = False
    evidence: Annotated[
        str | None,
        Option(
            ("--evidence",), "What to attach of the message: headers (default), message or none.", "WHAT",
            one_of(_EVIDENCE),
        ),
    ] = None  # fmt: skip
    redact: Annotated[
        str | None,
        Option(
            ("--redact",),
            "Use pseudonyms: give a preset or kinds after =, else it is standard; see `headertrace redact --help`.",
            "KINDS|PRESET",
            when_asked(presets),
        ),
    ] = None
    redact_key: Annotated[
        str | None,
        Option(
            ("--redact-key",), "Use the key in FILE, so that pseudonyms are the same for everyone who has it.", "FILE"
        ),
    ] = None
    brief: Annotated[
        bool, Option(("--brief",), "Comment in at most 1,200 characters, and attach the whole report as a page.")
    ] = False
    dry_run: Annotated[bool, Option(("--dry-run",), "Print what would be sent, but send nothing.")] = False
    again: Annotated[bool, Option(("--again",), "Send it even if the ticket has it already.")] = False
    allow_http: Annotated[bool, Option(("--allow-http",), "Allow an unencrypted connection, credentials included.")] = (
        False
    )
    keep: Annotated[str | None, Option(("--keep",), "Keep the report here if it cannot be delivered.", "FOLDER")] = None
    message: Annotated[str | None, Option(("--message",), "Take the Nth message of a mailbox.", "N")] = None
    inner: options.Inner = False
    outer: options.Outer = False
    log: options.Log = None
    log_tz: options.LogTz = None
    trust: options.Trust = None
    clocks: options.Clocks = None
    history: options.History = None
    dns: Annotated[
        bool, Option(("--dns",), "Add what the DNS says today, as `headertrace verify` does. Uses the network.")
    ] = False
    resolver: asking.Servers = None
    deadline: asking.Deadline = None
    no_cache: asking.NoCache = False
    names_only: asking.NamesOnly = False
    dnsbl: asking.Lists = None
    config: options.Config = None


def run(given: Options) -> int:
    """Put the report on one message on a ticket, new or existing.

    It uses the network, except for the system `file` without --dns; with --dry-run nothing is sent and nothing
    looked up. Credentials come from the environment, a file or the keyring, never from the command line. The same
    report is not put on a ticket twice.
    """
    from headertrace.remote.errors import Refused

    try:
        return _report(given)
    except Refused as error:
        raise UsageError(str(error)) from None


class _Wanted(NamedTuple):
    """The options checked, with what the settings add: all that is known before the message is read."""

    what: str
    redact: str | None
    asked: "LookupOptions | None"
    knowledge: "Knowledge | None"
    trusted: tuple[str, ...]
    limits: Limits


def _report(given: Options) -> int:
    from headertrace.cli.settings import section
    from headertrace.tickets.places import checked

    table = section("tickets", given.config)
    checked(table)
    system, target = _target(given, table)
    wanted = _wanted(given, table)
    found = _message(file_or_paste(given.file, given.paste), given.message, meant(given.inner, given.outer))
    if isinstance(found, int):
        return found
    message, data = found
    trouble, of_logs = Trouble(), Trouble()
    if unreadable(message, trouble):
        return trouble.code(done=False)
    if data is None:
        complain(f"{message.source.name}: it is too long to be sent")
        return UNREADABLE
    logs = logs_of(given.log, given.log_tz, (given.file,))
    redactor = _redactor(wanted.redact, given.redact_key, data) if wanted.redact else None
    report = None
    with Guard(trouble, message.source):
        logged = _logged(message, wanted, logs, of_logs) if logs is not None else None
        report = _composed(_traced(message, data, wanted, redactor, logged), data, wanted, system, given)
    if trouble:
        return UNREADABLE
    if report is None:
        complain("there is no Received line to report on")
        return NOTHING
    if given.dry_run:
        ended = _rehearse(system, report, target)
    else:
        ended = _deliver(system, report, target, given.keep or table.get("keep"))
    # The report went out without what that log would have said.
    return ended or (UNREADABLE if of_logs else 0)


def _wanted(given: Options, table: dict[str, Any]) -> _Wanted:
    """``table`` is what the settings say of tickets. Raises UsageError for an option that cannot be followed."""
    from headertrace.cli.settings import followed

    what = given.evidence or table.get("evidence") or "headers"
    one_of_these("--evidence", what, _EVIDENCE)
    redact = given.redact or table.get("redact")
    if redact and given.evidence == "message":
        raise UsageError("--evidence message cannot be redacted: no program can know what is confidential in a body")
    if given.redact_key and not redact:
        raise UsageError("--redact-key needs --redact, which says what to replace")
    settings = followed(given.config)
    asked = _asked(given, settings)
    refuse_with_redaction(bool(redact), asked is not None, bool(given.clocks or given.history))
    trusted = (*settings["trust"], *(given.trust or ()))
    return _Wanted(what, redact, asked, known(given.clocks, given.history), trusted, settings["limits"])


def _composed(
    traced: "tuple[Trace, bytes | None]", data: bytes, wanted: _Wanted, system: "System", given: Options
) -> "Report | None":
    """The report, with what the DNS says where that is asked for; None of a message without hops."""
    from headertrace.tickets.report import compose

    trace, evidence = traced
    if not trace.hops:
        return None
    if wanted.asked:
        with looking_up(wanted.asked) as look_up:
            trace = look_up(trace, data)
    return compose(trace, evidence, system.body, given.title, system.longest, given.brief)


def _target(given: Options, table: dict[str, Any]) -> "tuple[System, Place]":
    """Where the report goes; ``table`` is what the settings say of tickets."""
    from headertrace.tickets import load
    from headertrace.tickets.places import given as settings_given
    from headertrace.tickets.places import place

    to = given.to or table.get("to")
    if to is None:
        raise UsageError(f"--to: say where the report goes: {', '.join(SYSTEMS)}")
    system = load(to)
    if given.smtp and to != "email":
        raise UsageError("--smtp goes with --to email")
    words = [*(given.settings or ()), *([f"smtp={given.smtp}"] if given.smtp else [])]
    target = place(
        system,
        {**table.get(to, {}), **settings_given(words, system)},
        ticket=given.ticket,
        public=given.public,
        again=given.again,
        allow_http=given.allow_http,
    )
    return system, target


def _asked(given: Options, settings: dict[str, Any]) -> "LookupOptions | None":
    wanted = asking.Asking(
        given.resolver, given.deadline, given.no_cache, given.names_only, given.dry_run and given.dns, given.dnsbl
    )
    return asking.read(wanted, given.dns, settings)


def _message(file: str, wanted: str | None, which: "Which") -> "tuple[Message, bytes | None] | int":
    """The one message meant, or the exit code."""
    from headertrace.sources import read_whole

    n = number("--message", wanted)
    try:
        found = islice(read_whole(sys.stdin.buffer if file == "-" else file, which), (n or 1) - 1, n)
        first = next(found, None)
        more = sum(1 for _ in found)
    except (OSError, ValueError) as error:
        complain(f"{file}: {getattr(error, 'strerror', None) or error}")
        return UNREADABLE
    if more:
        raise UsageError(f"there are {more + 1} messages: choose one with --message")
    if first is None:
        complain("there is no message in the input" if n is None else f"there is no message number {n}")
        return NOTHING
    return first


def _redactor(kinds: str, key_file: str | None, data: bytes) -> "Redactor":
    """One under a key of the message's own where none is given: the same report in every run."""
    from headertrace.cli.redacting import key, redactor
    from headertrace.tickets.kept import message_key

    return redactor(kinds, key(key_file) or message_key(data))


def _logged(message: "Message", wanted: _Wanted, logs: "Logs", trouble: Trouble) -> "Logged":
    """What the logs say of the message; ``trouble`` gets the names of those that cannot be read."""
    from headertrace.tracing import trace

    def traced(item: "Message") -> "Trace":
        return trace(item, wanted.trusted, limits=wanted.limits)

    return next(logged for _, _, logged in with_logs([(message, None)], traced, logs, trouble))


def _traced(
    message: "Message", data: bytes, wanted: _Wanted, redactor: "Redactor | None", logged: "Logged | None"
) -> "tuple[Trace, bytes | None]":
    """The trace, and what is attached of the message, redacted both."""
    from headertrace.tracing import trace

    trusted = wanted.trusted
    if redactor is not None:
        from headertrace.redact import as_bytes

        (message, logged), trusted = redactor.with_log(message, logged), redactor.words(trusted)
        attached = as_bytes(message)
    elif wanted.what == "message":
        attached = data
    else:
        attached = b"".join(field.raw for field in message.fields) + b"\n"
    traced = trace(message, trusted, wanted.knowledge, logged, wanted.limits)
    return traced, attached if wanted.what != "none" else None


def _rehearse(system: "System", report: "Report", target: "Place") -> int:
    from headertrace.tickets.delivery import rehearse

    steps = list(rehearse(system.deliver(report, target)))
    print(f"# nothing is sent; the report is {report.mark}\n")
    print("\n".join(steps))
    return 0


def _deliver(system: "System", report: "Report", target: "Place", keep: str | None) -> int:
    from headertrace.remote.errors import Failed, Refused
    from headertrace.tickets.delivery import deliver, performer

    try:
        outcome = deliver(system.deliver(report, target), performer(target, complain), target.secrets.values())
    except (Failed, Refused) as error:
        complain(f"{system.product}: {error}{_kept(report, keep)}")
        return UNDELIVERED if isinstance(error, Failed) else USAGE
    except KeyboardInterrupt:
        complain(f"interrupted{_kept(report, keep)}")
        raise
    told = _words(system, target, report, outcome)
    if told:
        print(told)
    return 0


def _words(system: "System", target: "Place", report: "Report", outcome: "Outcome") -> str:
    """One line on how it ended; nothing where the report itself went to standard output."""
    if outcome.printed:
        return ""
    ticket = f" ticket {outcome.ticket}" if outcome.ticket else ""
    where = f": {outcome.url}" if outcome.url else ""
    if not outcome.sent:
        return f"{report.mark} is there already, {system.product}{ticket}{where}; --again sends it once more"
    if not system.networked:
        return f"Written{where}"
    seen = "" if system.name in ("email", "webhook") else " (public)" if target.public else " (private note)"
    return f"{report.mark} is delivered, {system.product}{ticket}{seen}{where}"


def _kept(report: "Report", folder: str | None) -> str:
    from headertrace.tickets.kept import keep

    try:
        return f"; the report is kept in {keep(report, folder)}"
    except OSError as error:
        return f"; nor could the report be kept: {error.strerror}"
