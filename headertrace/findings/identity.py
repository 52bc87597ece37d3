"""Findings on who the message says it is from, and on the fields that RFC 5322 counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headertrace.findings.check import Check, Hit
from headertrace.findings.facts import ONCE
from headertrace.findings.habits import is_masked
from headertrace.findings.lists import listed
from headertrace.findings.lookalikes import imitated, near, unicode_form
from headertrace.findings.survey import ADDRESS, Survey
from headertrace.organisations import owner, registrable
from headertrace.organisations.addresses import OUTER
from headertrace.patterns import lazy
from headertrace.provenance.proof import same_host, same_label
from headertrace.received.ids import is_queue_id
from headertrace.records.evidence import Field
from headertrace.syntax.addresses import is_mailable
from headertrace.syntax.encoded_words import decoded
from headertrace.syntax.idna import read_as
from headertrace.text.layout import shorten

_QUOTED = lazy(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_MIXED = lazy("[a-z][^.]{0,63}[\u0370-\u052f]|[\u0370-\u052f][^.]{0,63}[a-z]")

_SHOWN_CELLS = 80


def _is_fragment(survey: Survey) -> bool:
    """A piece of a header, as people paste it: its lack of this or that tells nothing of the message."""
    return not any(survey.named(name) for name in ("from", "date", "message-id"))


def _no_from(survey: Survey) -> Iterator[Hit]:
    if survey.trace.fields and not survey.named("from") and not _is_fragment(survey):
        yield Hit("the message has no From field")


def _many_from(survey: Survey) -> Iterator[Hit]:
    found = survey.named("from")
    if len(found) > 1:
        yield Hit(f"{len(found)} From fields: programs show one or the other", found[1])


def _no_date(survey: Survey) -> Iterator[Hit]:
    if survey.trace.fields and not survey.named("date") and not _is_fragment(survey):
        yield Hit("the message has no Date field")


def _date_unreadable(survey: Survey) -> Iterator[Hit]:
    stamp = survey.trace.message.date
    if stamp is not None and stamp.utc is None:
        why = stamp.defects[-1].text if stamp.defects else "no date can be read in this"
        written = shorten(stamp.raw.strip(), _SHOWN_CELLS) or "an empty value"
        yield Hit(f'the Date, "{written}", is not counted: {why}', survey.first("date"))


def _no_message_id(survey: Survey) -> Iterator[Hit]:
    if survey.trace.fields and not survey.named("message-id") and not _is_fragment(survey):
        yield Hit("the message has no Message-ID field")
    adder = _adder(survey)
    if adder:
        yield Hit(f"the message came without a Message-ID: {adder} added this one", survey.first("message-id"))


def _adder(survey: Survey) -> str | None:
    """The server that took the message in from outside, where the Message-ID is of its making (RFC 6409 section 8.3).

    It holds its name and that line's own queue id, which no sender knows before, or the name of that very front end of
    Microsoft's, which only its banner tells. Another name alone tells nothing: a message may come back to the house
    where it was written.
    """
    border, found = survey.border, survey.domains.get("message-id")
    if border is None or found is None or border.scope not in OUTER or border.leg in (None, "submission"):
        return None
    got, (field, domain) = border.received, found
    if not got.by:
        return None
    ident = got.id or ""
    queued = len(ident) >= _SHORT_ID and is_queue_id(ident) and not is_masked(ident)
    if queued and domain == got.by and field.value.rpartition("@")[0].endswith(ident):
        return got.by
    house = owner(domain)
    is_front = house == border.receiver_organisation and house in _NUMBERED and same_label(domain, got.by)
    return got.by if is_front else None


# Operators that number their front ends, and write that number into the Message-IDs that these add.
_NUMBERED = frozenset({"Microsoft"})
_SHORT_ID = 6


def _doubled(survey: Survey) -> Iterator[Hit]:
    for name in ONCE:
        found = survey.named(name)
        if len(found) > 1:
            yield Hit(f"{len(found)} {found[0].name} fields, where only one is allowed", found[1])


def _display_address(survey: Survey) -> Iterator[Hit]:
    """A name such as "service@bank.example" <x@elsewhere.example>: many programs show the name only."""
    found = survey.domains.get("from")
    if found is None:
        return
    field, domain = found
    shown = _QUOTED.search(decoded(field.value).rpartition("<")[0])
    if shown and registrable(shown[1]) != registrable(domain):
        yield Hit(f"the name shown holds an address at {shown[1]}, the sender's is at {domain}", field)


def _mixed_script(survey: Survey) -> Iterator[Hit]:
    for field, domain in _senders(survey):
        shown = unicode_form(domain)
        if shown != domain and _MIXED.search(shown):
            yield Hit(f"{domain} reads {shown}: letters from more than one script in one label", field)


def _senders(survey: Survey) -> Iterator[tuple[Field, str]]:
    """Where a reader looks, or answers to; each domain once."""
    seen = set()
    for name in ("from", "reply-to", "sender"):
        found = survey.domains.get(name)
        if found and found[1] not in seen:
            seen.add(found[1])
            yield found


def _own_domains(survey: Survey) -> tuple[str, ...]:
    """The registrable domains of the reader's mailbox and of the server that took the message in."""
    host, mailbox = survey.hops[-1].received.by if survey.hops else None, survey.mailbox
    hosts = (mailbox.rpartition("@")[2] if mailbox else None, host)
    return tuple(dict.fromkeys(domain for name in hosts if name and (domain := registrable(name.lower()))))


def _likenesses(survey: Survey) -> list[tuple[Field, str, str, bool]]:
    """(field, its domain, the domain that it is like, whether it is drawn like that)."""
    own = _own_domains(survey)
    found = []
    for field, domain in _senders(survey):
        drawn = imitated(domain, own)
        meant = drawn or near(domain, own)
        if meant:
            found.append((field, domain, meant, bool(drawn)))
    return found


def _lookalike(survey: Survey) -> Iterator[Hit]:
    for field, domain in _senders(survey):
        plain = read_as(domain)
        if plain:
            yield Hit(f"{field.name}: {domain} holds signs that are no letters, and programs read {plain}", field)
    for field, domain, meant, drawn in survey.once(_likenesses):
        if drawn:
            shown = unicode_form(domain)
            reads = "" if shown == domain else f" ({shown})"
            yield Hit(f"{field.name}: {domain}{reads} looks like {meant}", field)


def _near(survey: Survey) -> Iterator[Hit]:
    for field, domain, meant, drawn in survey.once(_likenesses):
        if not drawn:
            yield Hit(f"{field.name}: {domain} is one letter from {meant}", field)


def _encoded(survey: Survey) -> Iterator[Hit]:
    for field, domain in _senders(survey):
        shown = unicode_form(domain)
        if shown != domain and not _MIXED.search(shown):
            yield Hit(f"{field.name}: {domain} reads {shown}", field)


def _elsewhere(survey: Survey, name: str, words: str) -> Iterator[Hit]:
    author, other = survey.domains.get("from"), survey.domains.get(name)
    if author is None or other is None or registrable(author[1]) == registrable(other[1]):
        return
    if not survey.once(_is_explained):
        yield Hit(f"{words} {other[1]}, From says {author[1]}", other[0])


def _is_explained(survey: Survey) -> bool:
    """A list's own Reply-To, Sender and bounce address are told by that; and of no From nothing differs."""
    return any(listed(survey)) or any(_from_unreadable(survey))


def _reply(survey: Survey) -> Iterator[Hit]:
    yield from _elsewhere(survey, "reply-to", "replies go to")


def _sender(survey: Survey) -> Iterator[Hit]:
    yield from _elsewhere(survey, "sender", "it was sent by")


def _envelope(survey: Survey) -> Iterator[Hit]:
    yield from _elsewhere(survey, "return-path", "bounces go to")


def _message_id_elsewhere(survey: Survey) -> Iterator[Hit]:
    found = survey.domains.get("message-id")
    house = owner(found[1]) if found else None
    if found is None or house is None or registrable(found[1]) is None:
        return
    for hop in survey.hops:
        if house == hop.sender_organisation or house == hop.receiver_organisation:
            return
    for name in _AUTHORS:
        other = survey.domains.get(name)
        if other and owner(other[1]) == house:
            return
    if any(house in (owner(hop.received.helo), owner(hop.received.rdns)) for hop in survey.hops):
        return
    yield Hit(f"the Message-ID is of {found[1]}, which neither sender nor path names", found[0])


_AUTHORS = ("from", "sender", "reply-to", "return-path", "resent-from")


def _message_id_malformed(survey: Survey) -> Iterator[Hit]:
    """RFC 5322 section 3.6.4: ``<left@right>``."""
    for field in survey.named("message-id")[:1]:
        if not _MESSAGE_ID.fullmatch(field.value):
            written = shorten(field.value, _SHOWN_CELLS) or "an empty value"
            yield Hit(f"{written} is not a message identifier", field)


_MESSAGE_ID = lazy(r"<[^<>@\s]+@[^<>@\s]+>|<\"[^\"]*\"@[^<>@\s]+>")


def _sender_missing(survey: Survey) -> Iterator[Hit]:
    """RFC 5322 section 3.6.2: with several authors, Sender says who sent it."""
    for field in survey.named("from")[:1]:
        text = _unquoted(field.value[:2_000])
        count = text.count("<") or len(ADDRESS.findall(text))
        if count > 1 and not survey.named("sender"):
            yield Hit(f"From names {count} addresses, and no Sender says which of them sent it", field)


def _unquoted(text: str) -> str:
    """Without quoted strings and comments: addresses in those are names."""
    return _ASIDE.sub("", text)


_ASIDE = lazy(r'"[^"]*"|\([^()]*\)')


def _from_unreadable(survey: Survey) -> Iterator[Hit]:
    for field in survey.named("from")[:1]:
        if _DAEMON.search(field.value):
            continue
        if "@" not in field.value:
            yield Hit(f"From names no address: {field.value[:80] or 'it is empty'}", field)
        elif _BROKEN.search(field.value):
            yield Hit(f"From is not written as an address: {field.value[:80]}", field)
        else:
            found = survey.domains.get("from")
            if found and not is_mailable(found[1]):
                yield Hit(f"From names no domain that mail could go to: {found[1]}", field, severity="info")


# A comment that swallows the address, as a reader that goes by RFC 5322 sees it.
_BROKEN = lazy(r"\(<[^()<>@]{0,300}@[^()<>@]{0,300}>\)\s*$")


# Servers' own notices have always come from a name without a domain.
_DAEMON = lazy(r"mailer-daemon|postmaster|mail delivery|^<>$", re.IGNORECASE)


def _own_from_outside(survey: Survey) -> Iterator[Hit]:
    """Mail in the name of the reader's own domain that a stranger handed over."""
    found, border = survey.domains.get("from"), survey.border
    if found is None or border is None:
        return
    home = registrable(found[1])
    if home is None or home not in _mailbox_domains(survey) or any(hop.leg == "list" for hop in survey.hops):
        return
    got = border.received
    if any(same_host(name, got.by) for name in (got.rdns, got.helo) if name) or border.same_host:
        return
    outside = border.scope in OUTER and not got.auth and border.leg in ("transit", "delivery", "forwarding")
    if not outside or any(survey.named(name) for name in ("list-id", "mailing-list")):
        return
    seen = border.received.rdns or border.received.helo
    if seen and owner(seen) in (owner(home), border.receiver_organisation):
        return
    yield Hit(f"From names your own domain {home}, but {border.received.ip} handed it over from outside", found[0])


def _mailbox_domains(survey: Survey) -> set[str | None]:
    """The registrable domains of the mailboxes that the reader's own servers, or mailbox, say it went to."""
    told = [hop.received.recipient for hop in survey.hops if hop.trust == "vouched"]
    told.append(survey.mailbox)
    return {registrable(name.rpartition("@")[2].lower()) for name in told if name and "@" in name}


_TWICE = " ".join(f"twice:{name}" for name in ONCE)
_SENDERS = "from reply-to sender"


CHECKS = (
    Check("HT601", "from-missing", "warning", "Treat the sender as unknown.", _no_from, "no:from"),
    Check("HT602", "from-doubled", "warning", "Look at both before you trust either.", _many_from, "twice:from"),
    Check("HT603", "date-missing", "info", "Rely on the first server's time stamp.", _no_date, "no:date"),
    Check(
        "HT604",
        "message-id-missing",
        "info",
        "Search the logs by queue id.",
        _no_message_id,
        "no:message-id message-id",
    ),
    Check("HT605", "field-doubled", "info", "Mail programs differ in which one they show.", _doubled, _TWICE),
    Check(
        "HT606",
        "display-name-address",
        "warning",
        "Rely on the address in angle brackets.",
        _display_address,
        "from:odd",
    ),
    Check(
        "HT607",
        "mixed-script-domain",
        "warning",
        "Treat it as a lookalike until proven otherwise.",
        _mixed_script,
        "from:encoded",
    ),
    Check("HT608", "reply-elsewhere", "info", "Check the address before you reply.", _reply, "reply-to"),
    Check("HT609", "sender-elsewhere", "info", "Look for a mailing list or a bulk mailer.", _sender, "sender"),
    Check(
        "HT610",
        "bounces-elsewhere",
        "info",
        "Look for a mailing list, a bulk mailer or a forward.",
        _envelope,
        "return-path",
    ),
    Check(
        "HT611", "message-id-elsewhere", "info", "Look for the host that wrote it.", _message_id_elsewhere, "message-id"
    ),
    Check(
        "HT612", "lookalike-domain", "warning", "Treat it as a lookalike until proven otherwise.", _lookalike, _SENDERS
    ),
    Check("HT613", "near-domain", "info", "Read the domain letter by letter.", _near, _SENDERS),
    Check("HT614", "encoded-domain", "info", "Read the domain as it will be shown.", _encoded, "from:encoded"),
    Check("HT615", "message-id-malformed", "info", "Search the logs by queue id.", _message_id_malformed, "message-id"),
    Check("HT616", "sender-missing", "info", "Ask which of the authors sent it.", _sender_missing, "from:odd"),
    Check("HT617", "from-unreadable", "warning", "Treat the sender as unknown.", _from_unreadable, "from"),
    Check(
        "HT618",
        "own-domain-outside",
        "info",
        "Check whether that service sends on your behalf.",
        _own_from_outside,
        "from",
    ),
    Check("HT619", "date-unreadable", "info", "Rely on the first server's time stamp.", _date_unreadable, "date"),
)
