"""Steps → their roles: the first rule that fits, then which step put the message into the mailbox."""

from __future__ import annotations

import re
from functools import lru_cache

from headertrace.dictionary import lists
from headertrace.dictionary.servers import DELIVERED
from headertrace.organisations.addresses import INNER, scope
from headertrace.path import is_queue_step, names_no_client
from headertrace.patterns import Pattern, lazy
from headertrace.received.products import BY_NAME
from headertrace.records.evidence import Evidence, Field
from headertrace.records.making import maker
from headertrace.records.path import Part, Step
from headertrace.records.vocabulary import Leg
from headertrace.roles.rule import Kind, Sight
from headertrace.roles.rules import RULES, by_ezmlm

# What the word after ``with`` says of the step; the first that fits.
_KINDS: tuple[tuple[Kind, Pattern[str]], ...] = (
    ("collected", lazy(r"A?POP[23]?\b|.*POP3|IMAP|APOP|KPOP|RPOP|HTTPMAIL|SDPS|ETRN|ODMR|UIDL", re.IGNORECASE)),
    # IANA mail transmission types: an A says that the client had authenticated (RFC 3848, RFC 8314).
    ("authenticated", lazy(r"(?:UTF8)?(?:E?SMTPS?A|ASMTPS?|A?SMTPAUTH)(?:\b|$)", re.IGNORECASE)),
    ("store", lazy(r"(?:UTF8)?LMTP", re.IGNORECASE)),
    ("web", lazy(r"HTTPS?\b|HTTPREST|gmailapi|DAV\b|EWS|Microsoft HTTP Server|REST|web", re.IGNORECASE)),
    ("local", lazy(r"local\b|local-|stdio|uid\b|userid", re.IGNORECASE)),
    ("mapi", lazy(r"mapi\b", re.IGNORECASE)),
)
_ABROAD = frozenset({"transit", "forwarding", "list"})
_AT_HOME = frozenset({"internal", "filtering", "delivery"})
_sight = maker(Sight)
_made = maker(Part)


def assign(steps: tuple[Step, ...], fields: tuple[Field, ...]) -> tuple[Part, ...]:
    """The role of each step, in the same order. Source: RFC 5598 section 4."""
    if not steps:
        return ()
    names = {field.key for field in fields}
    listed = not names.isdisjoint(lists.ALL)
    home = steps[-1].receiver_organisation
    made: list[Part] = []
    travelled = False
    before: Step | None = None
    for index, step in enumerate(steps):
        after = steps[index + 1] if index + 1 < len(steps) else None
        got = step.received
        sight = _sight(
            step, before, after, BY_NAME[got.dialect].work, _kind(got.protocol), home, listed, made, travelled
        )
        made.append(_part(sight))
        travelled = travelled or made[-1].leg in _ABROAD
        before = step
    _into_the_list(steps, made)
    if not names.isdisjoint(lists.POSTING):
        _from_its_house(steps, made)
    return _stored(steps, made, fields)


def _into_the_list(steps: tuple[Step, ...], made: list[Part]) -> None:
    """A program that hands a message on to the host of the list is none of the list's: its step is one inside a server.

    It tells nobody's name (qmail's), or sent it to an address at that host.
    """
    at_list = None
    for index in range(len(made) - 1, 0, -1):
        got = steps[index].received
        if made[index].leg != "list" or by_ezmlm(got):
            continue
        goal = (got.recipient or "").rpartition("@")[2]
        handed_on = got.by is None if is_queue_step(got) else bool(goal) and goal == at_list and goal != got.by
        if at_list is not None and handed_on:
            said = "MTA (measured): submitted again by a program on that host"
            made[index] = _made(("MTA",), "internal", (steps[index].field.evidence(said),))
        elif at_list is None:
            at_list = got.by


def _from_its_house(steps: tuple[Step, ...], made: list[Part]) -> None:
    """A list sends out what was written in its own house, too: its host is the first that has a line, and handed the
    message to itself before it handed it to the reader's.
    """
    ways = [part.leg for part in made if part.leg != "retrieval"]
    # What went through a third house may have met the list there.
    if ways[:2] != ["submission", "internal"] or len(ways) < 3 or not _AT_HOME.issuperset(ways[3:]):
        return
    first, again, handed = (step.received for step in steps[:3])
    alone = first.by is not None and first.by == again.by != handed.by
    if alone and scope(again.ip) == "loopback" and scope(first.ip) not in (None, "loopback"):
        said = "MTA (possible): the list's host handed it to itself"
        made[1] = _made(("MTA",), "list", (steps[1].field.evidence(said),))


@lru_cache(maxsize=1024)
def _kind(protocol: str | None) -> Kind | None:
    if not protocol:
        return None
    return next((kind for kind, pattern in _KINDS if pattern.match(protocol)), None)


def _part(sight: Sight) -> Part:
    for fits, roles, leg, said in _RULES:
        if fits(sight):
            return _made(roles, leg or _leg(sight), (sight.step.field.evidence(said),))
    raise AssertionError("the last rule fits everything")


# Whether each rule fits, what it gives, and how it is told.
_RULES = tuple(
    (rule.fits, rule.roles, rule.leg, f"{'/'.join(rule.roles)} ({rule.certainty}): {rule.text}") for rule in RULES
)


def _leg(at: Sight) -> Leg:
    """Forwarding, internal or transit, by the two ends and the recipient."""
    got = at.step.received
    if at.before and names_no_client(got):
        return "internal"
    sender, receiver = at.sender, at.receiver
    if sender != receiver and _readdressed(at):
        return "forwarding"
    if (sender and sender == receiver) or at.step.scope in INNER or got.helo == "localhost":
        return "internal"
    if sender is None and at.before is not None and at.before.receiver_organisation == receiver:
        return "internal"
    return "transit"


def _readdressed(at: Sight) -> bool:
    """The host before accepted it for one mailbox and sent it on to another, or rewrote the sender (SRS)."""
    if at.before is None or at.last is None:
        return False
    old, new, sender = at.before.received.recipient, at.step.received.recipient, at.step.received.sender
    if old and new and "@" in old and "@" in new and "MSA" not in at.last.roles:
        return old.rpartition("@")[2] != new.rpartition("@")[2]
    return bool(sender and sender.upper().startswith(("SRS0", "SRS1")))


def _stored(steps: tuple[Step, ...], made: list[Part], fields: tuple[Field, ...]) -> tuple[Part, ...]:
    """Add MDA to the newest server that is not the reader's own collecting program, and where mail was collected."""
    index = len(made) - 1
    while index > 0 and made[index].leg == "retrieval":
        index -= 1
    _collected(steps, made)
    part = made[index]
    if part.leg != "retrieval" and "MDA" not in part.roles:
        leg = "delivery" if part.leg == "internal" else part.leg
        made[index] = _with_mda(part, leg, _delivery(steps[index], fields))
    return tuple(made)


def _delivery(step: Step, fields: tuple[Field, ...]) -> Evidence:
    """What shows that the step was the last: a field that is written on delivery, else that no server comes after."""
    above = [field for field in fields[: step.field.number - 1] if field.key in DELIVERED]
    if above:
        field = above[-1]
        return Evidence(field.number, field.lines, f"MDA (measured): {field.name} is written on final delivery")
    return Evidence(step.field.number, step.field.lines, "MDA (likely): no server took it further")


def _collected(steps: tuple[Step, ...], made: list[Part]) -> None:
    """Where mail was collected from, it had been put into a mailbox: add MDA to those steps."""
    for index in range(1, len(made)):
        part = made[index - 1]
        if made[index].leg != "retrieval" or "MDA" in part.roles or part.leg == "retrieval":
            continue
        above = steps[index].field
        ground = Evidence(above.number, above.lines, "MDA (likely): the line above collected it from a mailbox there")
        made[index - 1] = _with_mda(part, part.leg, ground)


def _with_mda(part: Part, leg: Leg | None, ground: Evidence) -> Part:
    return Part((*part.roles, "MDA"), leg, (*part.grounds, ground))
