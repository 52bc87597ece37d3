"""Findings on who the message says it is from, and on the fields that RFC 5322 counts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from headertrace.findings import Check, Hit, named
from headertrace.model import Field, Trace
from headertrace.organisations import registrable
from headertrace.patterns import lazy
from headertrace.text import decoded

# RFC 5322 section 3.6: at most one of each.
_ONCE = ("date", "sender", "reply-to", "to", "cc", "message-id", "in-reply-to", "references", "subject")
_ADDRESS = lazy(r"<([^<>\s]*@[^<>\s@]+)>|([^<>\s,;:\"()]+@[^<>\s,;:\"()@]+)")
_QUOTED = lazy(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_MIXED = lazy("[a-z][^.]*[\u0370-\u052f]|[\u0370-\u052f][^.]*[a-z]")


def _domain(trace: Trace, name: str) -> tuple[Field, str] | None:
    """The first field of that name and the domain of the last address in it."""
    for field in named(trace, name):
        domain = _last_domain(field.source)
        if domain:
            return field, domain
    return None


@lru_cache(maxsize=64)
def _last_domain(source: str) -> str | None:
    found = _ADDRESS.findall(source.partition(":")[2][:2_000])
    return (found[-1][0] or found[-1][1]).rpartition("@")[2].lower().rstrip(".") if found else None


def _no_from(trace: Trace) -> Iterator[Hit]:
    if trace.fields and not named(trace, "from"):
        yield Hit("the message has no From field")


def _many_from(trace: Trace) -> Iterator[Hit]:
    found = named(trace, "from")
    if len(found) > 1:
        yield Hit(f"{len(found)} From fields: programs show one or the other", found[1])


def _no_date(trace: Trace) -> Iterator[Hit]:
    if trace.fields and not named(trace, "date"):
        yield Hit("the message has no Date field")


def _no_message_id(trace: Trace) -> Iterator[Hit]:
    if trace.fields and not named(trace, "message-id"):
        yield Hit("the message has no Message-ID field")


def _doubled(trace: Trace) -> Iterator[Hit]:
    for name in _ONCE:
        found = named(trace, name)
        if len(found) > 1:
            yield Hit(f"{len(found)} {found[0].name} fields, where one is allowed", found[1])


def _display_address(trace: Trace) -> Iterator[Hit]:
    """A name such as "service@bank.example" <x@elsewhere.example>: many programs show the name only."""
    found = _domain(trace, "from")
    if found is None:
        return
    field, domain = found
    shown = _QUOTED.search(decoded(field.value).rpartition("<")[0])
    if shown and registrable(shown[1]) != registrable(domain):
        yield Hit(f"the name shown holds an address at {shown[1]}, the sender's is at {domain}", field)


def _mixed_script(trace: Trace) -> Iterator[Hit]:
    found = _domain(trace, "from")
    if found is None:
        return
    field, domain = found
    shown = ".".join(map(_unicode, domain.split(".")))
    if _MIXED.search(shown):
        yield Hit(f"{domain} reads {shown}: letters of more than one script in one label", field)


def _unicode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _elsewhere(trace: Trace, name: str, words: str) -> Iterator[Hit]:
    author, other = _domain(trace, "from"), _domain(trace, name)
    if author and other and registrable(author[1]) != registrable(other[1]):
        yield Hit(f"{words} {other[1]}, From says {author[1]}", other[0])


def _reply(trace: Trace) -> Iterator[Hit]:
    yield from _elsewhere(trace, "reply-to", "answers go to")


def _sender(trace: Trace) -> Iterator[Hit]:
    yield from _elsewhere(trace, "sender", "it was sent by")


def _envelope(trace: Trace) -> Iterator[Hit]:
    yield from _elsewhere(trace, "return-path", "bounces go to")


CHECKS = (
    Check("HT601", "from-missing", "warning", "Take the sender for unknown.", _no_from),
    Check("HT602", "from-doubled", "warning", "Look at both before you trust either.", _many_from),
    Check("HT603", "date-missing", "info", "Rely on the first server's stamp.", _no_date),
    Check("HT604", "message-id-missing", "info", "Search the logs by queue id.", _no_message_id),
    Check("HT605", "field-doubled", "info", "Mind that programs differ in which one they show.", _doubled),
    Check("HT606", "display-name-address", "warning", "Go by the address in angle brackets.", _display_address),
    Check("HT607", "mixed-script-domain", "warning", "Take it for a lookalike until proven.", _mixed_script),
    Check("HT608", "reply-elsewhere", "info", "Look at the address before you answer.", _reply),
    Check("HT609", "sender-elsewhere", "info", "Look for a list or a bulk service.", _sender),
    Check("HT610", "bounces-elsewhere", "info", "Look for a list, a bulk service or a forward.", _envelope),
)
