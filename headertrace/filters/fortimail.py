"""Fortinet FortiMail: X-FEAS- (its anti-spam engine) and X-FE-.

No list of the headers is published: each is named after the profile's check that struck, and is read by that
name. X-FEAS-Client-IP and X-FEAS-AUTH-USER are mere facts.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, noted, sealed
from headertrace.records.filters import Rule

_ALLOWED = ("-wl", "whitelist", "safelist", "system-wl", "-safe")
_BLOCKED = ("-bl", "blacklist", "blocklist", "system-bl")
_CHECKS = ("spam", "heuristic", "surbl", "dnsbl", "shash", "fortiguard", "bayes", "imagespam", "phishing", "newsletter",
           "suspicious", "impersonation", "behavior", "greylist", "bannedword", "dictionary", "virus")  # fmt: skip


def _any(name: str, value: str) -> Facts | None:
    kind = name.removeprefix("x-feas-").removeprefix("x-fe-")
    if name.startswith("x-fe-"):
        return {}
    verdict = None
    if kind.endswith(_ALLOWED):
        verdict = "allowed"
    elif kind.endswith(_BLOCKED):
        verdict = "blocked"
    elif "virus" in kind:
        verdict = "malware" if value and "clean" not in value.lower() else None
    elif "newsletter" in kind:
        verdict = "bulk"
    elif any(check in kind for check in _CHECKS):
        verdict = "spam"
    return {"verdict": verdict, "rules": (Rule(kind, None, value[:200] or None),)}


FILTER = Filter(
    name="fortimail",
    product="FortiMail",
    source="as its mail shows; the vendor publishes no description",
    headers={
        "x-feas-client-ip": sealed,
        "x-feas-auth-user": sealed,
        "x-feas-hash": sealed,
        "x-feas-spf": noted("SPF"),
        "x-feas-dkim": noted("DKIM"),
        "x-feas-dmarc": noted("DMARC"),
        "x-feas-attachment-filter": noted("attachment filter"),
        "x-feas-sender-reputation": noted("sender reputation"),
    },
    any_header=_any,
)
