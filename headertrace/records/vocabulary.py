"""The words that records choose from, each written once: as a type, and in order where they have one.

``Trace.to_dict`` writes these words as they are, so that programs know them too.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

# What a finding weighs, lightest first.
Severity = Literal["info", "warning", "error"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)

# How sure a statement is, surest first.
Certainty = Literal["measured", "likely", "possible"]
CERTAINTIES: Final[tuple[Certainty, ...]] = get_args(Certainty)

# What a wait was.
Cause = Literal[
    "greylisting", "queue-retry", "filter", "moderation", "list-queue", "scheduled", "throttling", "client-offline",
    "program-queue", "late-collection", "local-delivery", "slow-transfer", "quarantine", "forwarding", "resent",
    "wrong-clock", "wrong-zone", "none", "unknown",
]  # fmt: skip
CAUSES: Final[tuple[Cause, ...]] = get_args(Cause)
# Causes that are a difference of the stamps and no time that passed.
CLOCK_CAUSES: Final[frozenset[Cause]] = frozenset({"wrong-clock", "wrong-zone"})

# Whose word a line is, the best first.
Trust = Literal["vouched", "operator", "claimed", "contradicted"]
# The word of whom the reader has a reason to believe.
BELIEVED: Final[frozenset[Trust]] = frozenset({"vouched", "operator"})
TRUSTS: Final[tuple[Trust, ...]] = get_args(Trust)

# What a server or program did (RFC 5598 section 2.2; MFA is a content filter).
Role = Literal["MUA", "MSA", "MTA", "MFA", "MDA"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

# Which part of the way a step is.
Leg = Literal["submission", "transit", "internal", "filtering", "forwarding", "list", "delivery", "retrieval"]
LEGS: Final[tuple[Leg, ...]] = get_args(Leg)

# How a look-up stands to what the header says.
Agreement = Literal["agree", "differ", "unknown", "fact"]
AGREEMENTS: Final[tuple[Agreement, ...]] = get_args(Agreement)

# What came of one question to the DNS.
DnsStatus = Literal[
    "ok", "nxdomain", "nodata", "servfail", "timeout", "refused", "error", "blocked", "truncated", "not-asked",
]  # fmt: skip
DNS_STATUSES: Final[tuple[DnsStatus, ...]] = get_args(DnsStatus)

# What a program's notice is: of a delivery that failed, is late, or was made, or of one of these without its text; a
# reader's receipt (RFC 8098); a complaint (RFC 5965); an answer by a program (RFC 3834); a request to confirm that the
# sender is a person.
NoticeKind = Literal["failure", "delay", "success", "report", "receipt", "complaint", "auto-reply", "challenge"]
NOTICE_KINDS: Final[tuple[NoticeKind, ...]] = get_args(NoticeKind)

# What became of the delivery to a recipient (RFC 3464 section 2.3.3).
Action = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)

# Why; the names are those of sisimai, which programs that read bounces know.
Reason = Literal[
    "userunknown", "hostunknown", "mailboxfull", "filtered", "hasmoved", "suspend", "expired", "rejected", "blocked",
    "badreputation", "authfailure", "requireptr", "norelaying", "notcompliantrfc", "notaccept", "policyviolation",
    "securityerror", "failedstarttls", "spamdetected", "virusdetected", "contenterror", "mesgtoobig", "exceedlimit",
    "speeding", "ratelimited", "toomanyconn", "networkerror", "systemerror", "systemfull", "mailererror",
    "syntaxerror", "suppressed", "greylisted", "onhold", "delivered", "feedback", "vacation", "undefined",
]  # fmt: skip
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)

# How a host's clock went, as many messages show: steadily, ever faster or slower, at another distance since a step;
# or there are several machines of that name, whose clocks differ.
ClockKind = Literal["steady", "drift", "step", "pool"]

# What a line of a mail server's log tells: the message was accepted from another host or program; its Message-ID; the
# queue began with it; a filter had it; a recipient was refused, for now or for good; an attempt failed and will be made
# again; it was sent on, put into a mailbox, returned, given up after too long, held, let go again, given a new id,
# thrown away; a notice on it was sent; it left the queue.
LogKind = Literal[
    "accepted", "message-id", "active", "filtered", "greylisted", "refused", "deferred", "sent", "delivered", "bounced",
    "expired", "held", "released", "requeued", "discarded", "notice", "removed", "note",
]  # fmt: skip
