"""A message, or the messages in it: which of them is meant, and what is told of the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from headertrace.records.evidence import Defect
from headertrace.records.message import CARRIED, Message
from headertrace.sources.carrying import may_carry
from headertrace.sources.digest import sha256
from headertrace.sources.mending import is_mail, whole_hops
from headertrace.sources.raw import Origin, Raw, messages
from headertrace.syntax.fields import CHUNK, HOPS, read_block

if TYPE_CHECKING:
    from headertrace.sources.carried import Carried
    from headertrace.sources.carried.carrier import Mail

Which = Literal["asked", "inner", "outer"]
ASKED: Which = "asked"
# A mail sent on, and sent on: with --inner that deep. Unasked one level: what a strange mail itself carries is its
# sender's choice.
_MAX_LEVELS = {"asked": 1, "inner": 8, "outer": 0}
_LONGEST = 100
_NOT_ALL = "a mail was not looked through to its end for others in it"


def opened(raw: Raw, which: Which = ASKED) -> Iterator[tuple[Message, bytes | None]]:
    """The messages that are meant of what those bytes hold, each with all its bytes where they were kept."""
    waiting: list[tuple[Raw, int, tuple[Defect, ...]]] = [(raw, 0, ())]
    while waiting:
        raw, level, notes = waiting.pop()
        found = messages(raw)
        got = None
        if level < _MAX_LEVELS[which] and len(found) == 1 and _is_sound(found[0], raw, which == "inner"):
            from headertrace.sources.carried import carried

            got = carried(found[0].fields, raw.below, raw.first_line + raw.header.count(b"\n"))
        inner = _inner(raw, got) if got is not None else []
        if got is not None and not _has_path(inner, got.pasted):
            inner = inner if which == "inner" and not got.pasted else []
        if got is not None and inner and (got.meant or which == "inner"):
            told = Defect(CARRIED, _words(got, found[0]))
            last, *others = reversed(inner)
            waiting.append((last, level + 1, (told, *_cut(got))))
            waiting += [(item, level + 1, (told,)) for item in others]
            continue
        if got is not None and (got.told or which == "inner"):
            notes = (*notes, *([Defect("carries", _other(got))] if inner and got.told else ()), *_cut(got))
        for message in found:
            yield message._replace(defects=(*notes, *message.defects)) if notes else message, raw.whole


def _cut(got: Carried) -> tuple[Defect, ...]:
    """What is said where a mail was not looked through to its end."""
    return (Defect("carried-cut", f"{_NOT_ALL}: {got.cut}"),) if got.cut else ()


def _inner(raw: Raw, got: Carried) -> list[Raw]:
    return [_raw(mail, number, len(got.mails), raw.origin) for number, mail in enumerate(got.mails, 1)]


def _raw(mail: Mail, number: int, count: int, outer: Origin) -> Raw:
    """The inner mail as any other; without a line end in its header it is told by what it says."""
    from io import BytesIO

    block, below = read_block(stream := BytesIO(mail.data))
    digest = sha256(small=len(mail.data) < CHUNK)
    digest.update(mail.data)
    name = "the message in it" if count == 1 else f"message {number} of {count} in it"
    origin = Origin(name, "rfc5322", number, outer)
    line = 1 if mail.line is None else mail.line
    return Raw(origin, block, len(mail.data), digest.hexdigest(), line, below + stream.read(), mail.data)


def _is_sound(message: Message, raw: Raw, wanted: bool) -> bool:
    """Whether it is a mail that may carry another one, and no text that was copied."""
    copied = any(defect.code == "repaired" for defect in message.defects)
    return not copied and is_mail(message.fields) and may_carry(message.fields, raw.below, wanted)


def _has_path(raws: list[Raw], pasted: bool) -> bool:
    """Whether any of the mails tells of a path; in a text the word Received alone is no header."""
    found = (message.fields for raw in raws for message in messages(raw))
    if pasted:
        return any(whole_hops(fields) for fields in found)
    return any(field.key in HOPS for fields in found for field in fields)


def _words(got: Carried, carrier: Message) -> str:
    """What carried a message, in a line; what is personal stands behind the colon."""
    said = []
    for name, before in (("from", ""), ("subject", "subject "), ("date", "of ")):
        field = carrier.first(name)
        if field is not None and field.value:
            said.append(f"{before}{_short(field.value)}")
    told = f": {', '.join(said)}" if said else ""
    return f"it was {got.how} another mail, which --outer traces{told}"


def _short(value: str) -> str:
    from headertrace.syntax.encoded_words import decoded
    from headertrace.text.safe import safe

    text = " ".join(safe(decoded(value)).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _other(got: Carried) -> str:
    count = len(got.mails)
    what = "another message is" if count == 1 else f"{count} other messages are"
    them = "it" if count == 1 else "them"
    return f"{what} {got.how} this mail: --inner traces {them}"
