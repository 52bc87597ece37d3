"""Findings on who the message says it is from, and on the fields that RFC 5322 counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headertrace.findings import Check, Hit, named, once
from headertrace.findings.facts import ONCE
from headertrace.findings.lookalikes import imitated, near, unicode_form
from headertrace.organisations import owner, registrable
from headertrace.organisations.addresses import OUTER
from headertrace.patterns import lazy
from headertrace.records.evidence import Field
from headertrace.records.trace import Trace
from headertrace.syntax.encoded_words import decoded

_ADDRESS = lazy(r"<([^<>\s]*@[^<>\s@]+)>|([^<>\s,;:\"()]+@[^<>\s,;:\"()@]+)")
_PLAIN = lazy(r"[^<>\s@]*@([^<>\s@]+)>")
_MOST = 2_000
_USUAL = 1_000
_QUOTED = lazy(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_MIXED = lazy("[a-z][^.]*[\u0370-\u052f]|[\u0370-\u052f][^.]*[a-z]")


def _domain(trace: Trace, name: str) -> tuple[Field, str] | None:
    """The first field of that name that holds an address, and the domain of the last address in it."""
    known = _domains(trace)
    if name in known:
        return known[name]
    found = None
    for field in named(trace, name):
        domain = _last_domain(field.source)
        if domain:
            found = (field, domain)
            break
    known[name] = found
    return found


@once
def _domains(trace: Trace) -> dict[str, tuple[Field, str] | None]:
    """What ``_domain`` has told of this message, by the field's name."""
    return {}


def _last_domain(source: str) -> str | None:
    if len(source) < _USUAL:
        inner = source.rstrip().rpartition("<")[2]
        plain = inner[-1:] == ">" and _PLAIN.fullmatch(inner)
        if plain:
            return plain[1].lower().rstrip(".")
    found = _ADDRESS.findall(source.partition(":")[2][:_MOST])
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
    for name in ONCE:
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
    for field, domain in _senders(trace):
        shown = unicode_form(domain)
        if shown != domain and _MIXED.search(shown):
            yield Hit(f"{domain} reads {shown}: letters of more than one script in one label", field)


def _senders(trace: Trace) -> Iterator[tuple[Field, str]]:
    """Where a reader looks, or answers to; each domain once."""
    seen = set()
    for name in ("from", "reply-to", "sender"):
        found = _domain(trace, name)
        if found and found[1] not in seen:
            seen.add(found[1])
            yield found


def _own_domains(trace: Trace) -> tuple[str, ...]:
    """The registrable domains of the reader's mailbox and of the server that took the message in."""
    host, mailbox = trace.hops[-1].received.by if trace.hops else None, _mailbox(trace)
    hosts = (mailbox.rpartition("@")[2] if mailbox else None, host)
    return tuple(dict.fromkeys(domain for name in hosts if name and (domain := registrable(name.lower()))))


def _mailbox(trace: Trace) -> str | None:
    """The address that the newest server, or the mailbox's own fields, say the message went to."""
    recipient = trace.hops[-1].received.recipient if trace.hops else None
    names = ("delivered-to", "x-original-to", "envelope-to")
    return recipient or next((field.value for name in names for field in named(trace, name)), None)


@once
def _likenesses(trace: Trace) -> list[tuple[Field, str, str, bool]]:
    """(field, its domain, the domain that it is like, whether it is drawn like that)."""
    own = _own_domains(trace)
    found = []
    for field, domain in _senders(trace):
        drawn = imitated(domain, own)
        meant = drawn or near(domain, own)
        if meant:
            found.append((field, domain, meant, bool(drawn)))
    return found


def _lookalike(trace: Trace) -> Iterator[Hit]:
    for field, domain, meant, drawn in _likenesses(trace):
        if drawn:
            shown = unicode_form(domain)
            reads = "" if shown == domain else f" ({shown})"
            yield Hit(f"{field.name}: {domain}{reads} is drawn like {meant}", field)


def _near(trace: Trace) -> Iterator[Hit]:
    for field, domain, meant, drawn in _likenesses(trace):
        if not drawn:
            yield Hit(f"{field.name}: {domain} is one letter from {meant}", field)


def _encoded(trace: Trace) -> Iterator[Hit]:
    for field, domain in _senders(trace):
        shown = unicode_form(domain)
        if shown != domain and not _MIXED.search(shown):
            yield Hit(f"{field.name}: {domain} reads {shown}", field)


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


def _message_id_elsewhere(trace: Trace) -> Iterator[Hit]:
    found = _domain(trace, "message-id")
    house = owner(found[1]) if found else None
    if found is None or house is None or registrable(found[1]) is None:
        return
    for hop in trace.hops:
        if house == hop.sender_organisation or house == hop.receiver_organisation:
            return
    for name in _AUTHORS:
        other = _domain(trace, name)
        if other and owner(other[1]) == house:
            return
    if any(house in (owner(hop.received.helo), owner(hop.received.rdns)) for hop in trace.hops):
        return
    yield Hit(f"the Message-ID is of {found[1]}, which neither sender nor path names", found[0])


_AUTHORS = ("from", "sender", "reply-to", "return-path", "resent-from")


def _message_id_malformed(trace: Trace) -> Iterator[Hit]:
    """RFC 5322 section 3.6.4: ``<left@right>``."""
    for field in named(trace, "message-id")[:1]:
        if not _MESSAGE_ID.fullmatch(field.value):
            yield Hit(f"{field.value[:80] or 'an empty value'} is no message identifier", field)


_MESSAGE_ID = lazy(r"<[^<>@\s]+@[^<>@\s]+>|<\"[^\"]*\"@[^<>@\s]+>")


def _sender_missing(trace: Trace) -> Iterator[Hit]:
    """RFC 5322 section 3.6.2: with several authors, Sender says who sent it."""
    for field in named(trace, "from")[:1]:
        text = _unquoted(field.value[:2_000])
        count = text.count("<") or len(_ADDRESS.findall(text))
        if count > 1 and not named(trace, "sender"):
            yield Hit(f"From names {count} addresses, and no Sender says which of them sent it", field)


def _unquoted(text: str) -> str:
    """Without quoted strings and comments: addresses in those are names."""
    return _ASIDE.sub("", text)


_ASIDE = lazy(r'"[^"]*"|\([^()]*\)')


def _from_unreadable(trace: Trace) -> Iterator[Hit]:
    for field in named(trace, "from")[:1]:
        if "@" not in field.value and not _DAEMON.search(field.value):
            yield Hit(f"From names no address: {field.value[:80] or 'it is empty'}", field)


# Servers' own notices have always come from a name without a domain.
_DAEMON = lazy(r"mailer-daemon|postmaster|mail delivery|^<>$", re.IGNORECASE)


def _own_from_outside(trace: Trace) -> Iterator[Hit]:
    """Mail in the name of the reader's own domain that a stranger handed over."""
    found, at, mailbox = _domain(trace, "from"), trace.path.trust_boundary, _mailbox(trace)
    if found is None or not mailbox or not at:
        return
    home, here = registrable(found[1]), registrable(mailbox.rpartition("@")[2].lower())
    if home is None or home != here or any(hop.leg == "list" for hop in trace.hops):
        return
    border = trace.hops[at - 1]
    outside = border.scope in OUTER and not border.received.auth and border.leg == "transit"
    if not outside or any(named(trace, name) for name in ("list-id", "mailing-list")):
        return
    seen = border.received.rdns or border.received.helo
    if seen and owner(seen) in (owner(home), border.receiver_organisation):
        return
    yield Hit(f"From names the reader's own {home}, but {border.received.ip} handed it over from outside", found[0])


_TWICE = " ".join(f"twice:{name}" for name in ONCE)
_SENDERS = "from reply-to sender"


CHECKS = (
    Check("HT601", "from-missing", "warning", "Take the sender for unknown.", _no_from, "no:from"),
    Check("HT602", "from-doubled", "warning", "Look at both before you trust either.", _many_from, "twice:from"),
    Check("HT603", "date-missing", "info", "Rely on the first server's stamp.", _no_date, "no:date"),
    Check("HT604", "message-id-missing", "info", "Search the logs by queue id.", _no_message_id, "no:message-id"),
    Check("HT605", "field-doubled", "info", "Mind that programs differ in which one they show.", _doubled, _TWICE),
    Check(
        "HT606", "display-name-address", "warning", "Go by the address in angle brackets.", _display_address, "from:odd"
    ),
    Check(
        "HT607",
        "mixed-script-domain",
        "warning",
        "Take it for a lookalike until proven.",
        _mixed_script,
        "from:encoded",
    ),
    Check("HT608", "reply-elsewhere", "info", "Look at the address before you answer.", _reply, "reply-to"),
    Check("HT609", "sender-elsewhere", "info", "Look for a list or a bulk service.", _sender, "sender"),
    Check(
        "HT610", "bounces-elsewhere", "info", "Look for a list, a bulk service or a forward.", _envelope, "return-path"
    ),
    Check(
        "HT611", "message-id-elsewhere", "info", "Look for the host that wrote it.", _message_id_elsewhere, "message-id"
    ),
    Check("HT612", "lookalike-domain", "warning", "Take it for a lookalike until proven.", _lookalike, _SENDERS),
    Check("HT613", "near-domain", "info", "Read the domain letter by letter.", _near, _SENDERS),
    Check("HT614", "encoded-domain", "info", "Read the domain as it will be shown.", _encoded, "from:encoded"),
    Check("HT615", "message-id-malformed", "info", "Search the logs by queue id.", _message_id_malformed, "message-id"),
    Check("HT616", "sender-missing", "info", "Ask who of the authors sent it.", _sender_missing, "from:odd"),
    Check("HT617", "from-unreadable", "warning", "Take the sender for unknown.", _from_unreadable, "from:odd"),
    Check("HT618", "own-domain-outside", "info", "Look whether that service sends for you.", _own_from_outside, "from"),
)
