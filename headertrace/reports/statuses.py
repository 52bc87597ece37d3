"""Enhanced status codes in words (RFC 3463 section 3, and IANA's registry of SMTP enhanced status codes)."""

from __future__ import annotations

# "X.Y.Z" without its class → what it says, as a sentence goes on behind "because". Each from IANA's registry, whose
# entries name RFC 3463, 3886, 4468, 4865, 4954, 5248, 6531, 6710, 7293, 7372, 7505 and 8616.
_DETAILS: dict[str, str] = {
    "0.0": "no reason was given",
    "1.0": "something is wrong with the address",
    "1.1": "there is no such mailbox",
    "1.2": "there is no such destination system",
    "1.3": "the recipient's address is not written as an address",
    "1.4": "the address stands for several recipients",
    "1.5": "the address is valid",
    "1.6": "the mailbox has moved, and its new address is not known",
    "1.7": "the sender's address is not written as an address",
    "1.8": "the sender's system does not exist or takes no mail",
    "1.9": "the message was relayed to a system that reports nothing",
    "1.10": "the recipient's domain accepts no mail (null MX)",
    "2.0": "something is wrong with the mailbox",
    "2.1": "the mailbox is disabled or takes no messages",
    "2.2": "the mailbox is full",
    "2.3": "the message is longer than the mailbox takes",
    "2.4": "the mailing list could not be expanded",
    "3.0": "something is wrong with the mail system",
    "3.1": "the mail system is full",
    "3.2": "the mail system takes no messages at present",
    "3.3": "the mail system lacks a feature that the message needs",
    "3.4": "the message is too big for the system",
    "3.5": "the mail system is not configured right",
    "3.6": "the requested priority was changed",
    "4.0": "something is wrong with the network or the routing",
    "4.1": "the host gave no answer",
    "4.2": "the connection broke off",
    "4.3": "the directory server (DNS) failed",
    "4.4": "no route to the destination was found",
    "4.5": "the mail system is congested",
    "4.6": "the message went in a loop",
    "4.7": "the time for delivery ran out",
    "5.0": "something is wrong with the protocol",
    "5.1": "a command was not valid here",
    "5.2": "a command was not understood",
    "5.3": "there were too many recipients",
    "5.4": "a command's arguments were not valid",
    "5.5": "the protocol versions do not match",
    "5.6": "the authentication exchange was too long",
    "6.0": "something is wrong with the message's content",
    "6.1": "the kind of content is not supported",
    "6.2": "the content had to be converted, which is prohibited",
    "6.3": "the content had to be converted, which is not supported",
    "6.4": "the content was converted with loss",
    "6.5": "the conversion of the content failed",
    "6.6": "the content of the message is not available",
    "6.7": "an address with letters beyond ASCII is not allowed there",
    "6.8": "a reply with letters beyond ASCII is needed, and not allowed",
    "6.9": "the header with letters beyond ASCII can't be passed on",
    "6.10": "the message's header is not as it should be",
    "7.0": "something is wrong with its security",
    "7.1": "delivery is not authorised: refused by policy",
    "7.2": "the sender may not send to that list",
    "7.3": "a conversion for security is needed, and impossible",
    "7.4": "a security feature is not supported",
    "7.5": "a cryptographic check failed",
    "7.6": "the cryptographic algorithm is not supported",
    "7.7": "the message's integrity was lost",
    "7.8": "the credentials are not valid",
    "7.9": "the authentication mechanism is too weak",
    "7.10": "encryption is needed",
    "7.11": "encryption is needed for the authentication mechanism",
    "7.12": "a password change is needed",
    "7.13": "the account is disabled",
    "7.14": "a trust relationship is needed",
    "7.15": "the priority is too low",
    "7.16": "the message is too big for its priority",
    "7.17": "the mailbox has another owner now",
    "7.18": "the domain has another owner now",
    "7.19": "the owner of the mailbox could not be checked",
    "7.20": "no DKIM signature passed",
    "7.21": "no acceptable DKIM signature was there",
    "7.22": "no valid DKIM signature matches the author",
    "7.23": "SPF failed",
    "7.24": "SPF could not be checked",
    "7.25": "the connecting address has no valid name in the DNS",
    "7.26": "several checks of the sender failed (SPF, DKIM, DMARC)",
    "7.27": "the sender's domain accepts no mail (null MX)",
    "7.28": "too much mail came from this sender",
    "7.29": "the ARC chain does not verify",
    "7.30": "REQUIRETLS can't be kept",
    # Microsoft's (Exchange Online, "Email non-delivery reports and SMTP errors").
    "4.300": "the message expired before it could be delivered",
    "4.316": "the message expired: the connection was refused",
    "4.317": "the message expired: encryption could not be agreed on",
    "7.133": "the sender is not authenticated for that group",
    "7.509": "DMARC failed, and the sender's domain asks for rejection",
    "7.515": "checks of the sender that high volume needs failed",
    "7.606": "the connecting address is banned",
    "7.708": "the connecting address is not known well enough",
}


# What Microsoft's servers mean by codes that the registry has for something else (the same source).
_MICROSOFT: dict[str, str] = {
    "1.10": "there is no such mailbox",
    "4.1": "the recipient's directory knows no such address",
}
_MICROSOFTS = ("RESOLVER.", ".outlook.com]")


def words(status: str | None, said: str) -> str:
    """What an enhanced code says beside what was ``said``; "" for one that is not in the registry."""
    detail = status.partition(".")[2] if status else ""
    own = _MICROSOFT.get(detail) if any(mark in said for mark in _MICROSOFTS) else None
    return own or _DETAILS.get(detail, "")
