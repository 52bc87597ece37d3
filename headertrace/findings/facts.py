"""What a message has that a check may look for, told in one pass: most checks need not even be asked.

The words are the names of its fields in lower case, and those of ``facts``; a field's name holds
no colon, so the two can't be confused.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from headertrace.organisations.addresses import OUTER
from headertrace.path import BARE
from headertrace.provenance.forging import ONLY
from headertrace.records.evidence import Field
from headertrace.records.path import Hop, Path
from headertrace.records.trace import Trace
from headertrace.records.vocabulary import CLOCK_CAUSES, Cause

if TYPE_CHECKING:
    from headertrace.records.reports import Notice

# What keeps a Received line from being read whole.
UNREAD = frozenset({"unread", "swallowed-field", "empty", "too-long", "long-id", "long-name"})
# Seconds from which a wait is worth telling.
LONG_S = 900.0
# A wrong clock is no wait, and has findings of its own; when people collect mail or send it on is nobody's fault.
NO_WAITS: frozenset[Cause] = CLOCK_CAUSES | {"late-collection", "client-offline", "resent"}
# Ends of names that only their own network knows.
INNER_NAMES = (".local", ".lan", ".internal", ".corp", ".intranet", ".home", ".localdomain")
_DAY_S = 86_400.0
_AHEAD_S = 120.0
_BACK_S = -2.0
_defects = attrgetter("defects")
_EXPECTED = ("from", "date", "message-id")


def facts(trace: Trace, index: dict[str, list[Field]]) -> set[str]:
    """The words that ``Check.needs`` is held against.

    ``defect:field|block|hop|stamp``: something was read with reservations. ``no:NAME`` and
    ``twice:NAME`` count fields, ``from:odd`` is a From with other than one plain address,
    ``from:encoded`` an IDNA domain. ``hops``, ``hops:none|cut|many``; ``link:broken``;
    ``trust:contradicted``; ``claimed:DIALECT`` and ``claimed:for|nowhere|house`` of lines not vouched
    for; ``border:NAME`` of the line where the mail came in; ``leg:forwarding``, ``scope:NAME``,
    ``plain``, ``tls``, ``login``, ``line:twice``, ``id:twice``, ``by:often``, ``may-be-forged``;
    ``time:backwards|unknown|years|ahead|past``, ``held`` (for ``LONG_S``), ``cause:NAME``, ``offsets``;
    ``authentication``, ``filters``, ``log``, ``notice``, ``answered``, ``quarantine``; ``report:failed|delayed`` of what a
    notice tells of a recipient, ``report:strange`` where it is about a message that the reader never sent, and
    ``report:cut`` where it is longer than what is read; ``history`` where a dataset tells of the mail before.
    """
    found = set(index)
    add = found.add
    _of_fields(trace, index, found)
    if trace.defects:
        add("defect:block")
    if trace.authentication:
        add("authentication")
    if trace.filters or trace.unparsed:
        add("filters")
    if any(item.reason == BARE for item in trace.unparsed):
        add("defect:hop")
    for delay in trace.delays:
        add(f"cause:{delay.cause}")
        if delay.seconds >= LONG_S and delay.cause not in NO_WAITS:
            add("held")
    if trace.notice:
        _of_notice(trace.notice, found)
    if trace.offsets:
        add("offsets")
    if trace.history:
        add("history")
    if not trace.timeline.decided:
        add("time:undecided")
    if len(trace.timeline.known) > len(trace.offsets):
        add("time:writer")
    _of_path(trace.path, found)
    if trace.hops:
        _of_hops(trace.hops, found)
        if trace.path.trust_boundary:
            _of_border(trace.hops, trace.path.trust_boundary, found)
    return found


def _of_path(path: Path, found: set[str]) -> None:
    if path.searched:
        found.add("log")
    if not path.received:
        found.add("hops:none")
    if path.received != path.hops:
        found.add("hops:cut")
    if path.written and path.submitted:
        ahead = (path.written - path.submitted).total_seconds()
        if ahead > _AHEAD_S:
            found.add("time:ahead")
        elif ahead < -_DAY_S:
            found.add("time:past")


def _of_notice(notice: Notice, found: set[str]) -> None:
    found.update(f"report:{report.action}" for report in notice.reports if report.action)
    if not notice.wholly:
        found.add("report:cut")
    if notice.kind in ("failure", "delay", "success", "report"):
        found.add("notice")
    if notice.claimed:
        found.add("report:strange")


# RFC 5322 section 3.6: at most one of each; and of Return-Path, RFC 5321 section 4.4.
ONCE = ("date", "sender", "reply-to", "to", "cc", "bcc", "message-id", "in-reply-to", "references", "subject")
COUNTED = frozenset({*ONCE, "from", "return-path"})


def _of_fields(trace: Trace, index: dict[str, list[Field]], found: set[str]) -> None:
    for name, some in index.items():
        if len(some) > 1 and name in COUNTED:
            found.add(f"twice:{name}")
    if "uarantine" in " ".join(index):
        found.add("quarantine")
    if any(map(_defects, trace.fields)):
        found.add("defect:field")
    for name in _EXPECTED:
        if name not in index:
            found.add(f"no:{name}")
    for field in index.get("from", ()):
        text = field.source
        if text.count("@") != 1 or text.count("<") > 1 or "=?" in text:
            found.add("from:odd")
    for name, told, word in _TOLD:
        for field in index.get(name, ()):
            if told in field.source.lower():
                found.add(word)


# A field's name, what in its text tells something, and the word for that.
_TOLD = (
    ("from", "xn--", "from:encoded"),
    ("reply-to", "xn--", "from:encoded"),
    ("sender", "xn--", "from:encoded"),
    ("return-path", "<>", "notice"),
    ("content-type", "delivery-status", "notice"),
    ("precedence", "auto_reply", "answered"),
    ("x-precedence", "auto_reply", "answered"),
)


def _of_hops(hops: tuple[Hop, ...], found: set[str]) -> None:
    add = found.add
    add("hops")
    if len(hops) > 3:
        add("hops:many")
    lines, ids, hosts = set(), [], []
    years: set[int] = set()
    for hop in hops:
        got = hop.received
        lines.add(got.raw)
        if got.id:
            ids.append(got.id)
        if got.by:
            hosts.append(got.by)
        if got.defects and any(defect.code in UNREAD for defect in got.defects):
            add("defect:hop")
        _of_time(hop, found, years)
        if hop.link.state == "broken":
            add("link:broken")
        if hop.leg == "forwarding":
            add("leg:forwarding")
        if hop.scope is not None and hop.scope not in OUTER:
            add(f"scope:{hop.scope}")
        if got.tls is not None:
            add("tls")
        elif got.ip and not hop.same_host and got.encrypted is False:
            add("plain")
        if got.auth:
            add("login")
        if "(may be forged)" in got.raw:
            add("may-be-forged")
        if "invoked for bounce" in got.raw:
            add("notice")
        if hop.trust != "vouched":
            _of_claim(hop, found)
    if len(lines) < len(hops):
        add("line:twice")
    if len(set(ids)) < len(ids):
        add("id:twice")
    if len(hosts) - len(set(hosts)) >= _OFTEN:
        add("by:often")
    if len(years) > 1:
        add("time:years")


# Of four lines of one host, three repeat it.
_OFTEN = 3


def _of_time(hop: Hop, found: set[str], years: set[int]) -> None:
    stamp = hop.received.stamp
    if stamp is None or stamp.utc is None:
        found.add("time:unknown")
    else:
        years.add(stamp.utc.year)
    if stamp is not None and stamp.defects:
        found.add("defect:stamp")
    if hop.delay_s is not None and hop.delay_s < _BACK_S:
        found.add("time:backwards")


def _of_claim(hop: Hop, found: set[str]) -> None:
    got = hop.received
    if hop.trust == "contradicted":
        found.add("trust:contradicted")
    found.add(f"claimed:{got.dialect}")
    if got.recipient:
        found.add("claimed:for")
    if hop.scope in NOWHERE and got.raw[:5] == "from ":
        found.add("claimed:nowhere")
    if hop.receiver_organisation in _HOUSES or (got.protocol or "").upper() in ONLY:
        found.add("claimed:house")


# Kinds of address which nobody can connect from.
NOWHERE = (None, "reserved", "multicast")
# Whose lines are known: ``path`` holds how they are written.
_HOUSES = ("Google", "Microsoft")


def _of_border(hops: tuple[Hop, ...], at: int, found: set[str]) -> None:
    border = hops[at - 1]
    got = border.received
    if border.link.by == "name":
        found.add("border:by-name")
    if border.scope not in OUTER:
        return
    helo = got.helo
    if helo and "." not in helo:
        found.add("border:bare")
    elif helo and (helo[0] in "[0123456789" or ":" in helo):
        found.add("border:literal")
    if got.rdns is None:
        found.add("border:unnamed")
    else:
        found.add("border:named")
        if helo and helo != got.rdns:
            found.add("border:apart")
    if helo and got.by and got.by.endswith(helo):
        found.add("border:own-name")
