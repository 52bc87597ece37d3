"""The rules, in the order in which they are asked: the first that fits a step decides.

What a line rests on is told by the rule's own words. Source: RFC 5598 section 4.
"""

from __future__ import annotations

import re
from functools import lru_cache

from headertrace.organisations import operator
from headertrace.organisations.addresses import INNER, OUTER, scope
from headertrace.path import is_queue_step, names_no_client
from headertrace.patterns import lazy
from headertrace.received.lexer import remembered
from headertrace.records.path import Step
from headertrace.records.received import Received
from headertrace.roles.rule import Rule, Sight

_BY_USER = lazy(r"\((?:from |qmail \d+ invoked by |ofmipd|nullmailer|indimail \d+ invoked by )|.*from userid|uid \d")
_FILTER_PORT = lazy(r"port 100(?:2[1-9]|3\d|4\d)|amavis|spamd|spampd|clamsmtp|dspam|milter-out", re.IGNORECASE)
_LIST_HOST = lazy(
    r"(?:lists?|listserv|listman|mailman|groups|majordomo|listas|listes|lyris|ezmlm|sympa)\d*[.-]", re.IGNORECASE
)


@lru_cache(maxsize=1024)
def _is_filter(software: str) -> bool:
    return bool(_FILTER_PORT.search(software))


def _is_loopback(ip: str | None) -> bool:
    return scope(ip) == "loopback"


def _collected(at: Sight) -> bool:
    return at.work == "collector" or at.kind == "collected"


def _into_filter(at: Sight) -> bool:
    software = at.step.received.software
    if at.work == "filter" or (software and remembered(_is_filter, software)):
        return True
    return at.work == "scanner" and not at.is_first


def _out_of_filter(at: Sight) -> bool:
    last = at.last
    return last is not None and last.leg == "filtering" and "MFA" in last.roles and _comes_from_itself(at)


def _comes_from_itself(at: Sight) -> bool:
    got = at.step.received
    return _is_loopback(got.ip) or got.helo in ("localhost", "localhost.localdomain") or got.helo == got.by


def _round_trip(at: Sight) -> bool:
    """Taken back by the very host that had it, from its own loopback address.

    Not where a program of that host gave it in one line before: sendmail's submission program
    hands over to the daemon by that address too.
    """
    before, got = at.before, at.step.received
    if before is None or not got.by or before.received.by != got.by or at.listed:
        return False
    if names_no_client(before.received):
        return False
    return _is_loopback(got.ip) and (got.protocol or "").upper().endswith(("SMTP", "SMTPS"))


def _list_software(at: Sight) -> bool:
    got = at.step.received
    if at.work == "list" and not (at.is_first and not at.listed):
        # LISTSERV's listener takes in, its queue sends out.
        return got.dialect != "listserv" or got.protocol == "spool"
    if not at.listed or _into_filter(at):
        return False
    if at.before is None:
        return by_ezmlm(got)
    if got.raw.startswith("(EGP:") or by_ezmlm(got):
        return True
    if not at.travelled:
        return False
    if at.last and at.last.leg == "list" and names_no_client(at.before.received):
        return False
    return _from_user(at) or (_comes_from_itself(at) and _looks_like_list(at))


def _came_from_abroad(step: Step) -> bool:
    abroad = step.sender_organisation != step.receiver_organisation
    return step.scope is not None and step.scope not in INNER and abroad


def by_ezmlm(got: Received) -> bool:
    """ezmlm hands its mail to qmail-queue as the list's own user; network means it came from outside."""
    return bool(_QMAIL_RESENT.match(got.raw))


_QMAIL_RESENT = lazy(r"\(qmail \d+ invoked by alias")


def _looks_like_list(at: Sight) -> bool:
    got = at.step.received
    before = at.before.received.by if at.before else None
    return bool(_LIST_HOST.match(got.by or "") or (before and before == got.by))


def _store_protocol(at: Sight) -> bool:
    return at.kind == "store" or (at.work == "store" and not at.is_first)


def _mailbox_transport(at: Sight) -> bool:
    got = at.step.received
    if got.dialect == "exchange" and got.protocol == "HTTPS":
        return not at.is_first
    return got.via == "Mailbox Transport" or (at.kind == "mapi" and not at.is_first)


def _mapi(at: Sight) -> bool:
    return at.kind == "mapi"


def _web(at: Sight) -> bool:
    if not at.is_first and at.step.received.dialect == "exchange":
        return False
    return at.kind == "web" or at.work == "webmail"


def _from_user(at: Sight) -> bool:
    got = at.step.received
    if got.ip and not _is_loopback(got.ip):
        return False
    return (
        at.kind == "local"
        or bool(_BY_USER.match(got.raw))
        or (at.work == "sender" or "mail pickup service" in got.raw[:40])
    )


def _queue_step(at: Sight) -> bool:
    raw = at.step.received.raw
    return (raw.startswith(("(qmail", "(indimail")) and "by uid" not in raw) or raw.startswith(("(EGP:", "(cpmta"))


def _logged_in(at: Sight) -> bool:
    got = at.step.received
    if any("MSA" not in part.roles and "MUA" not in part.roles for part in at.earlier) and at.sender == at.receiver:
        return False
    return bool(got.auth) or at.kind == "authenticated"


def _same_house(at: Sight) -> bool:
    """The first server took the message in from one of its own people."""
    got = at.step.received
    if not at.is_first:
        return False
    if _is_server(got.rdns or got.helo):
        return False
    if at.step.scope in INNER or (at.sender and at.sender == at.receiver):
        return True
    name = got.rdns or got.helo
    return bool(name and "." not in name and at.after is not None and at.receiver != at.home)


# What operators call the servers that send for them; nobody writes mail on those.
_SERVER = lazy(r"(?:^|[.-])(?:smtp|mx|mta|relay|outbound|bullet)(?:[-_]?(?:out|\d))*[\w-]*\.|^(?:mail-?)?out\d*[.-]")


@lru_cache(maxsize=4096)
def _is_server(host: str | None) -> bool:
    """A known operator's sending server, by its name."""
    return bool(host and _SERVER.search(host) and operator(host))


def _written_here(at: Sight) -> bool:
    """The oldest line names no client, or sendmail's own word for itself: a report, a notice."""
    got = at.step.received
    return at.is_first and not is_queue_step(got) and (names_no_client(got) or _is_own_notice(got))


def _is_own_notice(got: Received) -> bool:
    """sendmail's returntosender: "from localhost (localhost) by …" without address or protocol."""
    return got.helo == "localhost" and not (got.ip or got.rdns or got.protocol)


def _taken_by_the_list(at: Sight) -> bool:
    """The list's host is the first that has a line, and the next step is the list sending it on."""
    after = at.after
    if not at.is_first or not at.listed or after is None or not _came_from_abroad(at.step):
        return False
    return after.received.by == at.step.received.by and _is_loopback(after.received.ip)


def _first_abroad(at: Sight) -> bool:
    """The first server, and not one of the reader's: whoever wrote the message gave it in there."""
    if not at.is_first:
        return False
    return at.receiver != at.home if at.receiver else at.after is not None


def _gateway(at: Sight) -> bool:
    if at.work in ("gateway", "filter", "scanner"):
        return True
    got = at.step.received
    return bool(is_queue_step(got) and got.software and _FILTERS.search(got.software))


# What a filter that names no host calls itself.
_FILTERS = lazy(r"gateway|anti_?-?(?:spam|virus)|filter|scan", re.IGNORECASE)


def _ordinary(at: Sight) -> bool:
    """A server that took the mail from another's global address: the commonest step, told at once."""
    step = at.step
    got = step.received
    if at.before is None or at.kind or got.auth or got.via or at.work or step.scope not in OUTER:
        return False
    return (
        got.helo != got.by and not (got.software and remembered(_is_filter, got.software)) and got.helo != "localhost"
    )


RULES: tuple[Rule, ...] = (
    Rule(("MTA",), None, "measured", "took it from another server", _ordinary),
    Rule(("MUA",), "retrieval", "measured", "a program that collects mail wrote this line", _collected),
    Rule(("MFA",), "filtering", "measured", "a content filter's own line", _into_filter),
    Rule(("MTA",), "filtering", "measured", "taken back from the content filter of the line before", _out_of_filter),
    Rule(("MTA",), "list", "likely", "a mailing list sent it out again", _list_software),
    Rule(("MTA",), "filtering", "possible", "the host handed it to itself and took it back", _round_trip),
    Rule(("MDA",), "delivery", "measured", "LMTP hands over to a mailbox (RFC 2033)", _store_protocol),
    Rule(("MDA",), "delivery", "measured", "handed to the mailbox transport", _mailbox_transport),
    Rule(("MSA",), "submission", "measured", "submitted by a mail program over MAPI", _mapi),
    Rule(("MUA", "MSA"), "submission", "measured", "written or submitted over the web", _web),
    Rule(("MTA",), "transit", "likely", "the list's host accepted it", _taken_by_the_list),
    Rule(("MTA",), "internal", "measured", "a step inside one server's queue", _queue_step),
    Rule(
        ("MSA",), "submission", "measured", "submitted by a user or program on that host",
        lambda at: at.is_first and _from_user(at),
    ),
    Rule(("MTA",), "internal", "measured", "submitted again by a program on that host", _from_user),
    Rule(("MSA",), "submission", "measured", "the client had logged in", _logged_in),
    Rule(("MSA",), "submission", "likely", "the first server accepted it from its own network", _same_house),
    Rule(("MSA",), "submission", "likely", "written on that host: its first line names no client", _written_here),
    Rule(("MTA", "MFA"), None, "measured", "a filtering gateway wrote this line", _gateway),
    Rule(("MSA",), "submission", "possible", "the first server that has a line", _first_abroad),
    Rule(("MTA",), None, "measured", "took it from another server", lambda at: True),
)  # fmt: skip
