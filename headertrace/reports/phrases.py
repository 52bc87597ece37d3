"""What a reason and an outcome are called where people read them: a short sentence, or a word, for each.

Programs read the names themselves (``records.vocabulary``). The meaning of each reason is sisimai's
(its ``Sisimai::Reason`` modules).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.records.vocabulary import Action, Reason

if TYPE_CHECKING:
    from headertrace.records.reports import Report

# A sentence as it goes on behind "because"; "" where there is no reason to tell.
PHRASES: dict[Reason, str] = {
    "userunknown": "the address does not exist",
    "hostunknown": "the recipient's domain or its mail server was not found",
    "mailboxfull": "the mailbox is full",
    "filtered": "the recipient's server refused the recipient",
    "hasmoved": "the mailbox has moved",
    "suspend": "the account is closed or suspended",
    "expired": "the time for delivery ran out",
    "rejected": "the sender was refused, or may not write to this address",
    "blocked": "the sending host is blocked",
    "badreputation": "the sending host has a bad reputation",
    "authfailure": "a check of the sender failed (SPF, DKIM or DMARC)",
    "requireptr": "the sending host has no valid reverse DNS",
    "norelaying": "the server does not relay for this sender",
    "notcompliantrfc": "the message breaks a mail standard",
    "notaccept": "the recipient's domain or server accepts no mail",
    "policyviolation": "refused by policy",
    "securityerror": "refused for security reasons",
    "failedstarttls": "no encrypted connection could be made",
    "spamdetected": "the message was classified as spam",
    "virusdetected": "the message was classified as malware",
    "contenterror": "the content of the message was refused",
    "mesgtoobig": "the message is too big",
    "exceedlimit": "the message exceeds a limit of the server",
    "speeding": "the sender sends too fast",
    "ratelimited": "the sender exceeded a rate limit",
    "toomanyconn": "there were too many connections at once",
    "networkerror": "the network or the routing failed",
    "systemerror": "the mail system failed",
    "systemfull": "the mail system is full",
    "mailererror": "the program that delivers to the mailbox failed",
    "syntaxerror": "an SMTP command was not understood or not allowed",
    "suppressed": "the sending service suppresses mail to this address",
    "greylisted": "the message was greylisted",
    "onhold": "the reason is unclear",
    "delivered": "",
    "feedback": "it was reported as spam",
    "vacation": "the recipient is away, or a program answers",
    "undefined": "",
}
# Of mail that is still tried some reasons are not final.
_YET: dict[Reason, str] = {
    "expired": "no attempt has succeeded yet",
    "greylisted": "the message is greylisted",
}
# No notice proves a delivery: what it says of one is its own claim.
OUTCOMES: dict[Action, str] = {"delivered": "accepted", "relayed": "passed on", "expanded": "passed on"}


def phrase(report: Report) -> str:
    """Why, in words; "" where nothing tells, and of mail that was not refused."""
    early = _YET.get(report.reason) if report.action == "delayed" else None
    if report.reason == "undefined" and report.action in ("failed", "delayed"):
        return "the reason is unknown"
    return early or PHRASES[report.reason]
