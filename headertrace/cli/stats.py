"""``headertrace stats OUT|MAILBOX [QUESTION]``: what a whole mailbox tells."""

# Annotations are read at run time (declaring.py).
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

from headertrace.cli import options
from headertrace.cli.completion import begun, one_of
from headertrace.cli.declaring import Argument, Option
from headertrace.cli.exits import NOTHING, UNREADABLE, UsageError, complain
from headertrace.cli.moments import moment, seconds
from headertrace.cli.settings import load
from headertrace.cli.shared import COLORS, number, one_of_these, rendering, zone_name, zone_of
from headertrace.cli.writing import Destination, destination, write
from headertrace.mailbox.asking.wishes import SPANS, Wishes
from headertrace.mailbox.questions.index import NAMES
from headertrace.mailbox.shown.index import FORMATS, of_file
from headertrace.named import NamedTuple
from headertrace.records.vocabulary import LEGS

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base
    from headertrace.mailbox.shown.sheet import Sheet
    from headertrace.renderings import Options as Rendering

_MISSED = 1
# The dataset that would say it is thrown away.
_WHY = " (`headertrace show` says why)"
# What `--by` may name besides spans of time: the questions that put things together by that.
_BY = {"host": "hosts", "organisation": "organisations", "leg": "legs"}


class Options(NamedTuple):
    """What the command line says; None where it says nothing."""

    words: Annotated[
        list[str] | None,
        Argument(
            "[OUT|MAILBOX]... [QUESTION]...",
            f"What a scan made, or mail itself; then questions: {', '.join(NAMES)}.",
            begun(NAMES),
        ),
    ] = None
    since: Annotated[
        str | None,
        Option(
            ("--since",), "Only mail from then on: 2026-11-01, 2026-11-01T08:00, or 7d for the last seven days.", "WHEN"
        ),
    ] = None
    before: Annotated[str | None, Option(("--before",), "Only mail before then.", "WHEN")] = None
    sender: Annotated[
        str | None, Option(("--sender", "--from"), "Only mail from this address or domain: From or Return-Path.", "WHO")
    ] = None
    recipient: Annotated[str | None, Option(("--recipient",), "Only mail for this address or domain.", "WHO")] = None
    domain: Annotated[str | None, Option(("--domain",), "Only mail from or for this domain.", "DOMAIN")] = None
    hop: Annotated[
        str | None,
        Option(
            ("--hop", "--host"),
            "Only what passed this host, or a host of this domain, and what happened there.",
            "HOST",
        ),
    ] = None
    leg: Annotated[
        str | None, Option(("--leg",), f"Only what happened on this leg: {', '.join(LEGS)}.", "LEG", one_of(LEGS))
    ] = None
    over: Annotated[str, Option(("--over",), "What counts as slow: 30s, 5m, 2h.", "TIME")] = "5m"
    by: Annotated[
        str | None, Option(("--by",), f"Group by {', '.join((*SPANS, *_BY))}.", "WHAT", one_of((*SPANS, *_BY)))
    ] = None
    top: Annotated[str | None, Option(("--top",), "Show N rows of each table (10, on the first screen 5).", "N")] = None
    claimed: Annotated[bool, Option(("--claimed",), "Count what rests on the senders' own stamps too.")] = False
    sla: Annotated[str | None, Option(("--sla",), "What share was delivered within this time: 5m.", "TIME")] = None
    target: Annotated[
        str | None, Option(("--target",), "With --sla: exit with 1 if less than this share was in time.", "PERCENT")
    ] = None
    sql: Annotated[
        str | None, Option(("--sql",), "Ask this instead: one SELECT over the dataset's tables.", "SELECT")
    ] = None
    tables: Annotated[bool, Option(("--tables",), "List the tables and their columns.")] = False
    format: Annotated[
        str | None,
        Option(
            ("-f", "--format"), f"{', '.join(FORMATS)}; else by the name of -o, else table.", "NAME", one_of(FORMATS)
        ),
    ] = None
    json: Annotated[bool, Option(("--json",), "The same as -f json.")] = False
    output: options.Output = None
    force: options.Force = False
    utc: options.Utc = False
    local: options.Local = False
    tz: options.Tz = None
    recursive: options.Recursive = False
    trust: options.Trust = None
    width: options.Width = None
    no_color: options.NoColor = False
    color: Annotated[str, options.COLOR] = "auto"
    no_pager: options.NoPager = False
    config: options.Config = None
    quiet: Annotated[bool, Option(("-q", "--quiet"), "Leave the notes out.")] = False


class _Wanted(NamedTuple):
    """The options checked."""

    data: tuple[str, ...]
    questions: tuple[str, ...]
    wishes: Wishes
    format: str
    rendering: "Rendering"
    to: Destination


def run(given: Options) -> int:
    """Answer questions about a whole mailbox: who waits, where, since when and why.

    Without a question it says whether mail is late, for whom, since when and at which server, and shows the tables that
    tell most. What rests on the senders' own stamps counts only with --claimed.

    Exit codes: 0 done; 1 less than --target was delivered within --sla; 2 wrong usage; 3 no message, or none that fits;
    4 the dataset, or some of the mail, could not be read.
    """
    from headertrace.mailbox.asking.places import DatasetError

    if given.tables:
        if given.json or given.format is not None:
            raise UsageError("--tables writes text alone: leave --format out")
        from headertrace.mailbox.asking.listing import listing

        write(listing(), destination(given.output, (), given.force))
        return 0
    wanted = _wanted(given)
    try:
        with _dataset(wanted, given) as (path, code):
            return _asked(path, wanted, given.sql, code) or code if path else code
    except DatasetError as error:
        complain(str(error))
        return UNREADABLE


def _asked(path: str, wanted: _Wanted, sql: str | None, code: int) -> int:
    """Ask, and write the answer; the exit code. ``code`` is that of reading the mail."""
    from headertrace.mailbox.asking.base import opened
    from headertrace.renderings import RenderingError

    if "clocks" in wanted.questions and os.path.isdir(path):
        _work_out_clocks(path)
    with opened(path, wanted.wishes) as base:
        if code and base.one("SELECT count(*) FROM whole.messages") == (0,):
            # What of the mail cannot be read has been complained of.
            return code
        empty = _empty(base)
        if empty:
            complain(empty)
        sheet = _sheet(base, wanted, sql)
        try:
            data = _rendered(base, sheet, wanted)
        except RenderingError as error:
            raise UsageError(str(error)) from None
        missed = wanted.wishes.target is not None and _missed(base)
    write(data, wanted.to)
    return NOTHING if empty else _MISSED if missed else 0


def _work_out_clocks(path: str) -> None:
    """The clocks over all messages together, where the dataset has grown since they were worked out."""
    from headertrace.mailbox.layout import Refused

    try:
        from headertrace.mailbox.clocks.stored import host_clocks

        host_clocks(path)
    except (Refused, ImportError):
        # What the question then has to say, it says itself: the clocks by each message alone, or that there are none.
        return


def _rendered(base: "Base", sheet: "Sheet", wanted: _Wanted) -> str:
    from headertrace.mailbox.shown.index import rendering as of

    if wanted.format == "openmetrics":
        from headertrace.mailbox.questions.metrics import metrics
        from headertrace.mailbox.shown.openmetrics import text

        return text(metrics(base))
    return of(wanted.format)(sheet, wanted.rendering)


def _sheet(base: "Base", wanted: _Wanted, sql: str | None) -> "Sheet":
    from headertrace.mailbox.shown.sheet import answers, first_screen, found

    if sql is not None:
        from headertrace.mailbox.asking.own import SqlError, ask

        try:
            return found(base, ask(base, sql))
        except SqlError as error:
            raise UsageError(f"--sql: {error}") from None
    if wanted.questions or wanted.format == "openmetrics":
        return answers(base, wanted.questions)
    return first_screen(base, whole=wanted.format in ("html", "json"))


def _missed(base: "Base") -> bool:
    from headertrace.mailbox.questions.service import level, rows

    return level(base, rows(base)).missed


def _empty(base: "Base") -> str:
    """What to say where there is no message to be asked about."""
    if base.messages:
        return ""
    many, first, last = base.one("SELECT count(*), min(time), max(time) FROM whole.messages")
    if not many:
        return f"{base.place.path}: there is no message in it"
    if many == 1:
        return "the only message there is does not fit" + (f": it is of {first:%Y-%m-%d}" if first else "")
    when = f", from {first:%Y-%m-%d} to {last:%Y-%m-%d}" if first and last else ""
    return f"none of the {many:,} messages fits{when}"


def _wanted(given: Options) -> _Wanted:
    """Raises UsageError for an option that cannot be followed."""
    data, questions = _parted(given.words or [])
    span = given.by if given.by in SPANS else None
    if given.by is not None and span is None:
        one_of_these("--by", given.by, (*SPANS, *_BY))
        questions = (*questions, _BY[given.by])
    if span is not None and not questions:
        questions = ("trend",)
    if given.sla is not None and not questions:
        questions = ("service",)
    if given.target is not None and given.sla is None:
        raise UsageError("--target needs --sla, which says what has to be kept")
    if given.sql is not None and questions:
        raise UsageError("--sql takes the place of a question")
    if given.leg is not None:
        one_of_these("--leg", given.leg, LEGS)
    to = destination(given.output, data, given.force)
    format = _format(given, to.path)
    zone = zone_of(given.utc, given.local, given.tz)
    wishes = Wishes(
        moment("--since", given.since, zone[0]), moment("--before", given.before, zone[0]), given.sender, given.recipient,
        given.domain, given.hop, given.leg, seconds("--over", given.over),
        None if given.sla is None else seconds("--sla", given.sla), _percent(given.target), given.claimed,
        number("--top", given.top) or (10 if questions or format != "table" else 5), span, zone_name(zone),
        load(given.config).values["limits"].sql_rows,
    )  # fmt: skip
    one_of_these("--color", given.color, COLORS)
    shown = rendering(to.path, zone, number("--width", given.width), given.color, given.no_color, given.quiet, False)
    return _Wanted(data, questions, wishes, format, shown, to)


def _parted(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(data, questions): the first word is data, a later one that is no file and a question's name is a question."""
    data, questions = words[:1], list[str]()
    for word in words[1:]:
        (questions if word in NAMES and not os.path.exists(word) else data).append(word)
    if not data:
        raise UsageError("name what a scan made, or mail: headertrace stats OUT|MAILBOX [QUESTION]")
    return tuple(data), tuple(dict.fromkeys(questions))


def _format(given: Options, name: str | None) -> str:
    if given.json and given.format not in (None, "json"):
        raise UsageError(f"--json and --format {given.format} exclude each other")
    format = "json" if given.json else given.format or of_file(name) or "table"
    one_of_these("--format", format, FORMATS)
    return format


def _percent(text: str | None) -> float | None:
    if text is None:
        return None
    bare = text.strip().removesuffix("%").strip()
    try:
        value = float(bare)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise UsageError(f"--target: {text!r} is not a share from 0 to 100 percent")
    return value


@contextmanager
def _dataset(wanted: _Wanted, given: Options) -> Iterator[tuple[str | None, int]]:
    """(the dataset's folder, exit code so far); mail itself is scanned into a folder that goes again."""
    from headertrace.mailbox.asking.places import is_dataset

    first, *others = wanted.data
    strange = [word for word in others if not os.path.exists(word) and "://" not in word]
    if strange:
        raise UsageError(f"{strange[0]}: there is no such file, and no such question: {', '.join(NAMES)}")
    if is_dataset(first):
        if others:
            raise UsageError(f"{others[0]}: one dataset at a time")
        yield first, 0
        return
    from tempfile import TemporaryDirectory

    from headertrace.cli import scan

    with TemporaryDirectory(prefix="headertrace-") as folder:
        out = os.path.join(folder, "scanned")
        code = scan.run(
            scan.Options(
                list(wanted.data), out, recursive=given.recursive, trust=given.trust, quiet=True, config=given.config
            ),
            _WHY,
        )
        yield (out if code in (0, UNREADABLE) and is_dataset(out) else None), code
