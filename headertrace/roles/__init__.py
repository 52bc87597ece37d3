"""What each hop's server did, in the terms of RFC 5598, and which leg of the way the hop is.

A hop is told by the server that wrote the line, so its role is that server's. ``RULES`` are
asked in order and the first that fits decides; ``_store`` then says which hop put the message
into the mailbox. Every answer carries the line and the words it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from headertrace.dictionary import lists
from headertrace.dictionary.servers import DELIVERED
from headertrace.organisations import operator
from headertrace.organisations.addresses import INNER, OUTER, scope
from headertrace.path import is_queue_step
from headertrace.patterns import lazy
from headertrace.records.evidence import Evidence, Field
from headertrace.records.path import Hop
from headertrace.records.received import Received

_COLLECTORS = frozenset({"fetchmail", "getmail", "mpop", "vpop3", "retrievemail"})
_LISTS = frozenset({"maildrop", "lsmtp", "listserv"})
_GATEWAYS = frozenset({
    "mimecast", "proofpoint", "barracuda", "messagelabs", "ironport", "sophos", "fortimail", "trendmicro",
    "mailmarshal", "mailsweeper", "tumbleweed", "navgw", "avmailgate", "gfi", "qmail_scanner", "spamassassin", "amavis",
})  # fmt: skip
# What the word after ``with`` says of the step; the first that fits.
_KINDS = (
    ("collected", lazy(r"A?POP[23]?\b|.*POP3|IMAP|APOP|KPOP|RPOP|HTTPMAIL|SDPS|ETRN|ODMR|UIDL", re.IGNORECASE)),
    # IANA mail transmission types: an A says that the client had authenticated (RFC 3848, RFC 8314).
    ("authenticated", lazy(r"(?:UTF8)?(?:E?SMTPS?A|ASMTPS?|A?SMTPAUTH)(?:\b|$)", re.IGNORECASE)),
    ("store", lazy(r"(?:UTF8)?LMTP", re.IGNORECASE)),
    ("web", lazy(r"HTTPS?\b|HTTPREST|gmailapi|DAV\b|EWS|Microsoft HTTP Server|REST|web", re.IGNORECASE)),
    ("local", lazy(r"local\b|local-|stdio|uid\b|userid", re.IGNORECASE)),
    ("mapi", lazy(r"mapi\b", re.IGNORECASE)),
)
_BY_USER = lazy(r"\((?:from |qmail \d+ invoked by |ofmipd|nullmailer|indimail \d+ invoked by )|.*from userid|uid \d")
_FILTER_PORT = lazy(r"port 100(?:2[1-9]|3\d|4\d)|amavis|spamd|spampd|clamsmtp|dspam|milter-out", re.IGNORECASE)
_LIST_HOST = lazy(
    r"(?:lists?|listserv|listman|mailman|groups|majordomo|listas|listes|lyris|ezmlm|sympa)\d*[.-]", re.IGNORECASE
)


@lru_cache(maxsize=1024)
def _kind(protocol: str | None) -> str | None:
    if not protocol:
        return None
    return next((kind for kind, pattern in _KINDS if pattern.match(protocol)), None)


@lru_cache(maxsize=1024)
def _is_filter(software: str) -> bool:
    return bool(_FILTER_PORT.search(software))


class Sight(NamedTuple):
    """What a rule may look at: the hop, its neighbours in time, and what stands in the message.

    ``sender`` and ``receiver`` are the organisations of the two ends, ``home`` that of the
    newest server; ``listed`` says that the message came by a mailing list; ``earlier`` are the
    roles given to the older hops, ``travelled`` whether one of those came from another house,
    ``kind`` what the word after ``with`` says (``_KINDS``).
    """

    hop: Hop
    before: Hop | None
    after: Hop | None
    sender: str | None
    receiver: str | None
    home: str | None
    listed: bool
    earlier: list[tuple[str, ...]]
    travelled: bool
    kind: str | None

    @property
    def is_first(self) -> bool:
        return self.before is None


class Rule(NamedTuple):
    """``leg`` is None where it follows from the two ends (``_leg``)."""

    roles: tuple[str, ...]
    leg: str | None
    certainty: str
    text: str
    fits: Callable[[Sight], bool]


def assign_roles(hops: tuple[Hop, ...], fields: tuple[Field, ...]) -> tuple[Hop, ...]:
    """The hops with ``role``, ``leg`` and ``grounds`` filled in. Source: RFC 5598 section 4."""
    if not hops:
        return hops
    names = {field.key for field in fields}
    listed = not names.isdisjoint(lists.ALL)
    home = hops[-1].receiver_organisation
    made: list[Hop] = []
    earlier: list[tuple[str, ...]] = []
    travelled = False
    before: Hop | None = None
    for index, hop in enumerate(hops):
        after = hops[index + 1] if index + 1 < len(hops) else None
        sight = Sight(
            hop, before, after, hop.sender_organisation, hop.receiver_organisation, home, listed, earlier,
            travelled, _kind(hop.received.protocol),
        )  # fmt: skip
        rule = _rule(sight)
        leg = rule.leg or _leg(sight)
        before = hop._replace(role=rule.roles, leg=leg, grounds=(_ground(hop, rule),))
        made.append(before)
        earlier.append(rule.roles)
        travelled = travelled or leg in _ABROAD
    return _store(made, fields)


def _rule(sight: Sight) -> Rule:
    for rule in RULES:
        if rule.fits(sight):
            return rule
    raise AssertionError("the last rule fits everything")


def _ground(hop: Hop, rule: Rule) -> Evidence:
    return Evidence(hop.field.number, hop.field.lines, _said(rule.roles, rule.certainty, rule.text))


@lru_cache(maxsize=64)
def _said(roles: tuple[str, ...], certainty: str, text: str) -> str:
    return f"{'/'.join(roles)} ({certainty}): {text}"


_ABROAD = frozenset({"transit", "forwarding", "list"})


def _is_loopback(ip: str | None) -> bool:
    return bool(ip) and (ip == "::1" or ip.startswith("127."))  # type: ignore[union-attr]


def _is_inner(ip: str | None) -> bool:
    return ip is not None and scope(ip) in INNER


def _collected(at: Sight) -> bool:
    got = at.hop.received
    return got.dialect in _COLLECTORS or at.kind == "collected"


def _into_filter(at: Sight) -> bool:
    got = at.hop.received
    if got.dialect == "amavis" or (got.software and _is_filter(got.software)):
        return True
    return got.dialect in ("qmail_scanner", "spamassassin") and not at.is_first


def _out_of_filter(at: Sight) -> bool:
    before = at.before
    if before is None or before.leg != "filtering" or "MFA" not in before.role:
        return False
    return _comes_from_itself(at)


def _comes_from_itself(at: Sight) -> bool:
    got = at.hop.received
    return _is_loopback(got.ip) or got.helo in ("localhost", "localhost.localdomain") or got.helo == got.by


def _round_trip(at: Sight) -> bool:
    """Taken back by the very host that had it, from its own loopback address.

    Not where a program of that host gave it in one line before: sendmail's submission program
    hands over to the daemon by that address too.
    """
    before, got = at.before, at.hop.received
    if before is None or not got.by or before.received.by != got.by or at.listed:
        return False
    if _names_no_client(before.received):
        return False
    return _is_loopback(got.ip) and (got.protocol or "").upper().endswith(("SMTP", "SMTPS"))


def _list_software(at: Sight) -> bool:
    got = at.hop.received
    if got.dialect in _LISTS and not (at.is_first and not at.listed):
        # LISTSERV's listener takes in, its queue sends out.
        return got.dialect != "listserv" or got.protocol == "spool"
    if not at.listed or _into_filter(at):
        return False
    if at.before is None:
        return bool(_QMAIL_RESENT.match(got.raw))
    if got.raw.startswith("(EGP:") or _QMAIL_RESENT.match(got.raw):
        return True
    if not at.travelled:
        return False
    if at.before.leg == "list" and _names_no_client(at.before.received):
        return False
    return _from_user(at) or (_comes_from_itself(at) and _looks_like_list(at))


def _came_from_abroad(hop: Hop) -> bool:
    return hop.scope is not None and hop.scope not in INNER and hop.sender_organisation != hop.receiver_organisation


# ezmlm hands its mail to qmail-queue as the list's own user; network means it came from outside.
_QMAIL_RESENT = lazy(r"\(qmail \d+ invoked by alias")


def _looks_like_list(at: Sight) -> bool:
    got = at.hop.received
    before = at.before.received.by if at.before else None
    return bool(_LIST_HOST.match(got.by or "") or (before and before == got.by))


def _store_protocol(at: Sight) -> bool:
    got = at.hop.received
    return at.kind == "store" or (got.dialect in ("dovecot", "cyrus") and not at.is_first)


def _mailbox_transport(at: Sight) -> bool:
    got = at.hop.received
    if got.dialect == "exchange" and got.protocol == "HTTPS":
        return not at.is_first
    return got.via == "Mailbox Transport" or (at.kind == "mapi" and not at.is_first)


def _mapi(at: Sight) -> bool:
    return at.kind == "mapi"


def _web(at: Sight) -> bool:
    got = at.hop.received
    if not at.is_first and got.dialect == "exchange":
        return False
    return at.kind == "web" or got.dialect == "squirrelmail"


def _from_user(at: Sight) -> bool:
    got = at.hop.received
    if got.ip and not _is_loopback(got.ip):
        return False
    return (
        at.kind == "local"
        or bool(_BY_USER.match(got.raw))
        or (got.dialect in _SENDERS or "mail pickup service" in got.raw[:40])
    )


def _queue_step(at: Sight) -> bool:
    raw = at.hop.received.raw
    return (raw.startswith(("(qmail", "(indimail")) and "by uid" not in raw) or raw.startswith(("(EGP:", "(cpmta"))


def _logged_in(at: Sight) -> bool:
    got = at.hop.received
    if any("MSA" not in roles and "MUA" not in roles for roles in at.earlier) and at.sender == at.receiver:
        return False
    return bool(got.auth) or at.kind == "authenticated"


def _same_house(at: Sight) -> bool:
    """The first server took the message in from one of its own people."""
    got = at.hop.received
    if not at.is_first or at.hop.leg:
        return False
    if _is_server(got.rdns or got.helo):
        return False
    if _is_inner(got.ip) or (at.sender and at.sender == at.receiver):
        return True
    name = got.rdns or got.helo
    return bool(name and "." not in name and at.after is not None and at.receiver != at.home)


# What operators call the servers that send for them; nobody writes mail on those.
_SERVER = lazy(r"(?:^|[.-])(?:smtp|mx|mta|relay|outbound|bullet)(?:[-_]?(?:out|\d))*[\w-]*\.|^(?:mail-?)?out\d*[.-]")


@lru_cache(maxsize=4096)
def _is_server(host: str | None) -> bool:
    """A known operator's sending server, by its name."""
    return bool(host and _SERVER.search(host) and operator(host))


def _names_no_client(got: Received) -> bool:
    return not (got.ip or got.from_name)


def _written_here(at: Sight) -> bool:
    """The oldest line names no client, or sendmail's own word for itself: a report, a notice."""
    got = at.hop.received
    return at.is_first and not is_queue_step(got) and (_names_no_client(got) or _is_own_notice(got))


def _is_own_notice(got: Received) -> bool:
    """sendmail's returntosender: "from localhost (localhost) by …" without address or protocol."""
    return got.helo == "localhost" and not (got.ip or got.rdns or got.protocol)


def _taken_by_the_list(at: Sight) -> bool:
    """The list's host is the first that has a line, and the next step is the list sending it on."""
    after = at.after
    if not at.is_first or not at.listed or after is None or not _came_from_abroad(at.hop):
        return False
    return after.received.by == at.hop.received.by and _is_loopback(after.received.ip)


def _from_inside(at: Sight) -> bool:
    """Google's own first step names no client: the mail was written in its web page or programs."""
    got = at.hop.received
    return at.is_first and got.dialect == "google" and not (got.ip or got.helo or got.rdns)


def _first_abroad(at: Sight) -> bool:
    """The first server, and not one of the reader's: whoever wrote the message gave it in there."""
    if not at.is_first:
        return False
    return at.receiver != at.home if at.receiver else at.after is not None


def _gateway(at: Sight) -> bool:
    return at.hop.received.dialect in _GATEWAYS


_SENDERS = frozenset({"nullmailer", "dma", "ssmtp", "msmtp"})
_SPECIAL = _COLLECTORS | _LISTS | _GATEWAYS | _SENDERS | {"dovecot", "cyrus", "squirrelmail"}


def _ordinary(at: Sight) -> bool:
    """A server that took the mail from another's global address: the commonest step, told at once."""
    got = at.hop.received
    if at.is_first or at.kind or got.auth or got.via or got.dialect in _SPECIAL or at.hop.scope not in OUTER:
        return False
    return got.helo != got.by and not (got.software and _is_filter(got.software)) and got.helo != "localhost"


RULES: tuple[Rule, ...] = (
    Rule(("MTA",), None, "measured", "took it from another server", _ordinary),
    Rule(("MUA",), "retrieval", "measured", "a program that collects mail wrote this line", _collected),
    Rule(("MFA",), "filtering", "measured", "a content filter's own line", _into_filter),
    Rule(("MTA",), "filtering", "measured", "taken back from the content filter of the line before", _out_of_filter),
    Rule(("MTA",), "list", "likely", "a mailing list sent it out again", _list_software),
    Rule(("MTA",), "filtering", "possible", "the host handed it out to itself and took it back", _round_trip),
    Rule(("MDA",), "delivery", "measured", "LMTP hands over to a mailbox (RFC 2033)", _store_protocol),
    Rule(("MDA",), "delivery", "measured", "handed to the mailbox transport", _mailbox_transport),
    Rule(("MSA",), "submission", "measured", "given in by a mail program over MAPI", _mapi),
    Rule(("MUA", "MSA"), "submission", "measured", "written or given in over the web", _web),
    Rule(("MTA",), "transit", "likely", "the list's host took it in", _taken_by_the_list),
    Rule(("MTA",), "internal", "measured", "a step inside one server's queue", _queue_step),
    Rule(
        ("MSA",), "submission", "measured", "given in by a user or program on that host",
        lambda at: at.is_first and _from_user(at),
    ),
    Rule(("MTA",), "internal", "measured", "given in again by a program on that host", _from_user),
    Rule(("MSA",), "submission", "measured", "the client had logged in", _logged_in),
    Rule(("MSA",), "submission", "likely", "the first server took it from its own network", _same_house),
    Rule(("MSA",), "submission", "likely", "written on that host: its first line names no client", _written_here),
    Rule(("MSA",), "submission", "likely", "the first step inside the service it was written in", _from_inside),
    Rule(("MTA", "MFA"), None, "measured", "a filtering gateway wrote this line", _gateway),
    Rule(("MSA",), "submission", "possible", "the first server that has a line", _first_abroad),
    Rule(("MTA",), None, "measured", "took it from another server", lambda at: True),
)  # fmt: skip


def _leg(at: Sight) -> str:
    """Forwarding, internal or transit, by the two ends and the recipient."""
    got = at.hop.received
    if at.before and _names_no_client(got):
        return "internal"
    if at.before and _readdressed(at.before, at.hop) and at.sender != at.receiver:
        return "forwarding"
    if (at.sender and at.sender == at.receiver) or _is_inner(got.ip) or got.helo == "localhost":
        return "internal"
    if at.sender is None and at.before is not None and at.before.receiver_organisation == at.receiver:
        return "internal"
    return "transit"


def _readdressed(before: Hop, hop: Hop) -> bool:
    """The host before took it in for one mailbox and sent it on to another, or rewrote the sender (SRS)."""
    old, new = before.received.recipient, hop.received.recipient
    if old and new and "@" in old and "@" in new and "MSA" not in before.role:
        return old.rpartition("@")[2] != new.rpartition("@")[2]
    return bool(hop.received.sender and hop.received.sender.upper().startswith(("SRS0", "SRS1")))


def _store(made: list[Hop], fields: tuple[Field, ...]) -> tuple[Hop, ...]:
    """Add MDA to the newest server that is not the reader's own collecting program."""
    index = len(made) - 1
    while index > 0 and made[index].leg == "retrieval":
        index -= 1
    _mailboxes(made)
    hop = made[index]
    if hop.leg == "retrieval" or "MDA" in hop.role:
        return tuple(made)
    above = [field for field in fields[: hop.field.number - 1] if field.key in DELIVERED]
    if above:
        field = above[-1]
        ground = Evidence(field.number, field.lines, f"MDA (measured): {field.name} is written on final delivery")
    else:
        ground = Evidence(hop.field.number, hop.field.lines, "MDA (likely): no server took it further")
    leg = "delivery" if hop.leg == "internal" else hop.leg
    made[index] = hop._replace(role=(*hop.role, "MDA"), leg=leg, grounds=(*hop.grounds, ground))
    return tuple(made)


def _mailboxes(made: list[Hop]) -> None:
    """Where mail was collected from, it had been put into a mailbox: add MDA to those hops."""
    for index in range(1, len(made)):
        hop = made[index - 1]
        if made[index].leg != "retrieval" or "MDA" in hop.role or hop.leg == "retrieval":
            continue
        above = made[index].field
        ground = Evidence(above.number, above.lines, "MDA (likely): the line above collected it from a mailbox there")
        made[index - 1] = hop._replace(role=(*hop.role, "MDA"), grounds=(*hop.grounds, ground))
