"""How the commonest servers write a Received line: what one that bears their name can't look like.

Each row was read in the program's source, or in thousands of its lines where no source is
published. A row is asked only of lines that name the program, so a mismatch is a copy's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from headertrace.named import NamedTuple
from headertrace.patterns import Pattern, lazy
from headertrace.received.ids import EXIM_TIME, POSTFIX_INODE, POSTFIX_TIME, SENDMAIL_DIGIT, SENDMAIL_TIME

_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), "
_MONTH = r" (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
_YEAR = r"[12][0-9]{3} [0-9]{2}:[0-9]{2}:[0-9]{2}"
_ZONE = r" [+-][0-9]{4}"
_NAME = r"(?: \([^()]*\))?"


class Habit(NamedTuple):
    """What one program's lines look like.

    ``dialects`` are those that its lines, or copies of them, are read in; ``mark`` finds its
    name in the line. The patterns take a whole value; None asks nothing. ``id_less`` programs
    write no ``id`` clause, ``mailbox_less`` ones no ``for`` clause, and none here writes ``via``
    unless ``ways``.
    """

    product: str
    dialects: frozenset[str]
    mark: Pattern[str]
    id: Callable[[str], object] | None
    words: Pattern[str]
    date: Pattern[str]
    source: str
    id_less: bool = False
    mailbox_less: bool = False
    ways: bool = False


_POSTFIX_LONG = lazy(rf"{POSTFIX_TIME}{{10,}}z{POSTFIX_INODE}+")
_POSTFIX_SHORT = lazy(r"[0-9A-F]{6,}")


def _postfix_id(text: str) -> bool:
    """Five hex digits of microseconds, below a million, and the file's number; or the long form."""
    if _POSTFIX_SHORT.fullmatch(text):
        return int(text[:5], 16) < 1_000_000
    return bool(_POSTFIX_LONG.fullmatch(text))


def _whole(source: str) -> Callable[[str], object]:
    """What tells whether the pattern takes all of an id; it is compiled for the first one."""
    pattern = lazy(source)
    return lambda text: pattern.fullmatch(text)


_FULL_ZONE = lazy(rf"{_DAY}\s?[0-9]{{1,2}}{_MONTH}{_YEAR}{_ZONE}{_NAME}")
_UPPER = lazy(r"(?:UTF8)?(?:E?SMTP|LMTP)S?A?|QMQP|internal|BSMTP")
_EXCHANGE_DATE = lazy(rf"{_DAY}[0-9]{{1,2}}{_MONTH}{_YEAR}(?:\.[0-9]+)?{_ZONE}{_NAME}")

HABITS = (
    Habit(
        "Postfix", frozenset({"postfix"}), lazy(r"\(Postfix[,)]"), _postfix_id, _UPPER, _FULL_ZONE,
        "src/global/mail_queue.c, mail_date.c and src/smtpd/smtpd.c of Postfix",
    ),
    Habit(
        "Exim", frozenset({"exim"}), lazy(r"\(Exim [0-9]"),
        _whole(rf"{EXIM_TIME}-(?:[0-9A-Za-z]{{6}}-[0-9A-Za-z]{{2}}|[0-9A-Za-z]{{11}}-[0-9A-Za-z]{{4}})"),
        lazy(r"[^A-Z]+"), lazy(rf"{_DAY}[0-9]{{2}}{_MONTH}{_YEAR}{_ZONE}"),
        "src/src/globals.c, received_header_text, and expand.c, tod_full, of Exim",
    ),
    Habit(
        "sendmail", frozenset({"sendmail"}), lazy(r"\(8\.[0-9]+\.[0-9]+[^()/]*/8\.[0-9]+\.[0-9]+"),
        _whole(rf"{SENDMAIL_TIME}{SENDMAIL_DIGIT}{{1,2}}[0-9]{{5,8}}|[A-X][A-Z]{{2}}[0-9]{{5,}}"),
        _UPPER, lazy(rf"{_DAY}\s?[0-9]{{1,2}}{_MONTH}{_YEAR}(?:{_ZONE}| [A-Z]{{1,5}}){_NAME}"),
        "sendmail/queue.c, assign_queueid, and arpadate.c of sendmail 8",
    ),
    Habit(
        "qmail", frozenset({"qmail"}), lazy(r"from \S+ \(HELO [^()]*\) \((?:\S+@)?[0-9.]+\) by \S+ with "), None,
        lazy(r"E?SMTPS?A?|.* encrypted"), lazy(rf"[0-9]{{1,2}}{_MONTH}{_YEAR}{_ZONE}"),
        "received.c and date822fmt.c of qmail 1.03", id_less=True, mailbox_less=True,
    ),
    Habit(
        "Google", frozenset({"google"}), lazy(r"by (?:[\w.-]+\.google\.com|smtp\.gmail\.com|2002:a)\S* with E?SMTP"),
        _whole(
            r"[0-9a-zA-Z]+(?:-[0-9a-zA-Z]+)?"
            r"(?:\.[0-9]{1,3}(?:\.[0-9]{4}(?:\.[0-9]{2}){5}|\.[0-9]{13}|\.-pod-[0-9a-z-]+)?)?"
            r"(?:-pod-[0-9a-z-]+)?"
        ),
        lazy(r"(?:UTF8)?E?SMTPS?A?"),
        lazy(rf"{_DAY}[0-9]{{1,2}}{_MONTH}{_YEAR} (?:-0700(?: \(PDT\))?|-0800(?: \(PST\))?)"),
        "lines written by Google's hosts, which keep Pacific time",
    ),
    Habit(
        "Microsoft Exchange", frozenset({"exchange"}), lazy(r"with Microsoft SMTP Server[ ;]"),
        _whole(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+"), lazy(r"Microsoft SMTP Server"), _EXCHANGE_DATE,
        "Microsoft Learn: message headers in Exchange", ways=True,
    ),
    Habit(
        "Microsoft SMTPSVC", frozenset({"smtpsvc"}), lazy(r"with Microsoft SMTPSVC\([0-9]"), None,
        lazy(r"Microsoft SMTPSVC"), _EXCHANGE_DATE, "lines written by SMTPSVC of Windows Server",
        id_less=True, mailbox_less=True,
    ),
    Habit(
        "Microsoft Internet Mail Service", frozenset({"exchange_ims"}), lazy(r"with Internet Mail Service \([0-9]"),
        _whole(r"[0-9A-Z]{7,8}"), lazy(r"Internet Mail Service"), _EXCHANGE_DATE,
        "lines written by Exchange 5.5", mailbox_less=True,
    ),
)  # fmt: skip
BY_DIALECT: dict[str, tuple[Habit, ...]] = {
    name: tuple(habit for habit in HABITS if name in habit.dialects) for habit in HABITS for name in habit.dialects
}


def habit(dialect: str, line: str) -> Habit | None:
    """The habits of the program that a line names, by the dialect it was read in; None for others."""
    for row in BY_DIALECT.get(dialect, ()):
        if row.mark.search(line):
            return row
    return None


_SAME_RUN = lazy(r"([0-9A-Za-z])\1{4,}|[^\x21-\x7e]|@|\*|redacted|example", re.IGNORECASE)


def is_masked(id: str) -> bool:
    """Whether someone made an id anonymous: runs of one character, marks that no id has."""
    return bool(_SAME_RUN.search(id))
