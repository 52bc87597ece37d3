"""What the words of Microsoft's results mean: the reasons of composite authentication, and DMARC's actions."""

from __future__ import annotations

# Microsoft 365, "Anti-spam message headers": the reason of compauth whole, or its first digit.
COMPAUTH: dict[str, str] = {
    "000": "failed explicit authentication: DMARC says quarantine or reject",
    "001": "failed implicit authentication: the domain publishes no records, or weak ones",
    "002": "the organisation's policy forbids this pair of sender and domain to spoof",
    "010": "failed DMARC with reject or quarantine, and the domain is one of the receiver's own",
    "130": "an ARC chain from a trusted sealer overrode the failure",
    "1": "passed authentication",
    "2": "passed implicit authentication softly",
    "3": "was not checked for composite authentication",
    "4": "bypassed composite authentication",
    "6": "failed implicit authentication, and the domain is one of the receiver's own",
    "7": "passed authentication",
    "9": "bypassed composite authentication",
}
# The same page: what a failure of DMARC led to. Spam filtering goes its own way all the same.
ACTIONS: dict[str, str] = {
    "none": "which alone led to no action",
    "quarantine": "so it was to be quarantined",
    "oreject": "and the domain's policy is to reject such mail, but Microsoft 365 treats it as spam",
    "pct.quarantine": "and the domain's policy is to quarantine a part of such mail",
    "pct.reject": "and the domain's policy is to reject a part of such mail",
}


def compauth(reason: str | None) -> str | None:
    """The meaning of a ``compauth`` reason ("001"), or None."""
    if not reason:
        return None
    return COMPAUTH.get(reason) or COMPAUTH.get(reason[:1])
