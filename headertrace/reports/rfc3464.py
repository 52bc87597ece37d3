"""The part of a notice that is for programs: message/delivery-status (RFC 3464), feedback reports (RFC 5965)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from headertrace.named import NamedTuple
from headertrace.patterns import lazy
from headertrace.reports.parts import Line
from headertrace.syntax.dates import parse_date

# RFC 3464 sections 2.2 and 2.3, RFC 5965 section 3, and what servers put beside those.
_OF_MESSAGE = frozenset(
    ["reporting-mta", "arrival-date", "received-from-mta", "original-envelope-id", "dsn-gateway", "reporting-ua"]
)
_OF_RECIPIENT = frozenset(
    [
        "final-recipient",
        "original-recipient",
        "x-actual-recipient",
        "action",
        "status",
        "remote-mta",
        "diagnostic-code",
        "last-attempt-date",
        "will-retry-until",
        "final-log-id",
    ]
)
# What told a recipient's reason may be gone from a redacted notice: there it is written out.
REASON = "X-Headertrace-Reason"
KNOWN = _OF_MESSAGE | _OF_RECIPIENT
_FIELD = lazy(r"([A-Za-z][A-Za-z-]{2,40})\s{0,3}:\s*(.*)")
_FOLDED = lazy(r"[ \t]+\S")
_ANSWER = lazy(r"([245][0-9]{2})-")
_TYPED = lazy(r"\s*([A-Za-z0-9_-]{1,40})\s{0,3};\s*(.*)")
_ADDRESS = lazy(r"[^\s<>\",;()]{1,250}@[^\s<>\",;()]{1,255}")
# RFC 5321 appendix C: "@relay.example.net:bob@example.org".
_ROUTE = lazy(r"^<?@[^\s:<>]{1,255}:")
_HOST = lazy(r"\[?([A-Za-z0-9_](?:[\w.:-]{0,250}\w)?)\]?\.?")
# A value is put together of so many lines at most.
_MAX_FOLDS = 200
# So many recipients are told of; one more is read, to tell that there are more.
MAX_RECIPIENTS = 1_000


class Group(NamedTuple):
    """The fields of one recipient (names in lower case), and the lines of the input that they stand in."""

    fields: dict[str, str]
    lines: tuple[int, int]

    def get(self, name: str) -> str:
        """What a field says; "" where it is not there."""
        return self.fields.get(name, "")

    @property
    def named(self) -> bool:
        return "final-recipient" in self.fields or "original-recipient" in self.fields


class Told(NamedTuple):
    """The fields of the message as a whole (names in lower case), and those of each recipient."""

    message: dict[str, str]
    recipients: tuple[Group, ...]


def read(lines: Sequence[Line], named: bool = False) -> Told | None:
    """What such a part says; None where no recipient's field is in it, or where ``named``, no recipient's name."""
    message: dict[str, str] = {}
    groups: list[Group] = []
    current = Group({}, (0, 0))
    for name, text, number in _fields(lines):
        if not name:
            current = _closed(current, groups)
        elif name in _OF_MESSAGE:
            message.setdefault(name, text)
        elif name in KNOWN or current.fields or groups or message:
            if name in current.fields and name in _OF_RECIPIENT:
                current = _closed(current, groups)
            current.fields.setdefault(name, text)
            current = current._replace(lines=(current.lines[0] or number, number))
    _closed(current, groups)
    if not groups or (named and not any(group.named for group in groups)):
        return None
    return Told(message, tuple(groups[: MAX_RECIPIENTS + 1]))


def _closed(current: Group, groups: list[Group]) -> Group:
    """A group put to the others: two halves that a blank line parted are one. What tells of no recipient is dropped."""
    if not current.fields.keys().isdisjoint(_OF_RECIPIENT):
        last = groups[-1] if groups else None
        both = last is not None and "action" in last.fields and "action" in current.fields
        if last is not None and current.named is not last.named and not both:
            lines = min(last.lines[0], current.lines[0]), max(last.lines[1], current.lines[1])
            groups[-1] = Group({**current.fields, **last.fields}, lines)
        else:
            groups.append(current)
    return Group({}, (0, 0))


def _fields(lines: Sequence[Line]) -> Iterator[tuple[str, str, int]]:
    """(name in lower case, value unfolded, number of its line); an empty name for a blank line."""
    name, pieces, at = "", [""], 0
    for text, number in lines:
        match = _FIELD.match(text)
        if match or not text.strip():
            if name:
                yield name, " ".join(pieces).strip(), at
            name, pieces, at = (match[1].lower(), [match[2].strip()], number) if match else ("", [""], 0)
            if not match:
                yield "", "", number
        elif name and len(pieces) < _MAX_FOLDS and (_FOLDED.match(text) or _goes_on(name, pieces, text)):
            pieces.append(text.strip())
    if name:
        yield name, " ".join(pieces).strip(), at


def _goes_on(name: str, pieces: list[str], text: str) -> bool:
    """Whether it is the next line of an answer of several (RFC 5321 section 4.2.1) that was put there unfolded."""
    last = _ANSWER.match(typed(pieces[-1])[1]) if name == "diagnostic-code" else None
    return last is not None and text.startswith((f"{last[1]}-", f"{last[1]} "))


def typed(value: str) -> tuple[str, str]:
    """("smtp", "550 5.1.1 …") of "smtp; 550 5.1.1 …"; the type in lower case, "" where none is written."""
    match = _TYPED.match(value)
    return (match[1].lower(), match[2].strip()) if match else ("", value.strip())


def address(value: str) -> str | None:
    """The address in a recipient's field or a line of text; None where nothing there is one."""
    text = typed(value)[1] if ";" in value else value.strip()
    match = _ADDRESS.search(_ROUTE.sub("", text))
    if match:
        return match[0].strip("'.:[]").removeprefix("mailto:") or None
    bare = text.strip("<> ")
    return bare if bare and " " not in bare and len(bare) <= 250 else None


def host(value: str) -> str | None:
    """The host in an MTA's field, without the comment behind it."""
    text = typed(value)[1].strip("<> ")
    match = _HOST.match(text)
    return match[1] if match and match[1].lower() not in ("unknown", "localhost") else None


def moment(value: str) -> datetime | None:
    """A date in UTC; None where none can be read."""
    stamp = parse_date(value[:200]) if value else None
    return stamp.utc if stamp else None


def feedback(lines: Iterable[Line]) -> list[str] | None:
    """The recipients that a feedback report names (RFC 5965); None where it is no such report."""
    found: list[str] = []
    seen = False
    for name, text, _ in _fields(tuple(lines)):
        seen = seen or name == "feedback-type"
        if name in ("original-rcpt-to", "removal-recipient"):
            found += [address(text) or text]
    return list(dict.fromkeys(found)) if seen else None
