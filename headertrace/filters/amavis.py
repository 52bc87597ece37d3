"""amavis, and the X-Virus-Scanned line that it and others (ClamSMTP, clamav-milter, Exchange) write.

Sources: amavis' ``lib/Amavis.pm`` and ``README.customize`` (X-Virus-Scanned, X-Amavis-*, X-Quarantine-ID);
clamav-milter's and clamsmtp's configuration manuals for their own wording; MDaemon and Rackspace for "OK".
"""

from __future__ import annotations

import re

from headertrace.filters.filter import Facts, Filter, noted, sealed
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_AMAVIS = lazy(r"(?:by )?(?:\S+ )?amavis(?:d-new)?(?:[- ]?[\d.]+\S*)?(?: \([^)]*\))? (?:at|on) (\S+)", re.IGNORECASE)
_ANY_HOST = lazy(r".*\b(?:at|on|by) ([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", re.IGNORECASE)
_CLAMAV = lazy(r".*\bClamAV(?:[ /-]*(?:version )?([0-9][\w.+-]*))?", re.IGNORECASE)
_PRODUCT = (
    ("amavis", "amavis"), ("clam", "ClamAV"), ("bdm", "BitDefender"), ("bitdefender", "BitDefender"),
    ("kaspersky", "Kaspersky"), ("sophos", "Sophos"), ("symantec", "Symantec"), ("trend", "Trend Micro"),
    ("f-prot", "F-Prot"), ("mcafee", "McAfee"), ("avast", "Avast"), ("interscan", "Trend Micro"), ("drweb", "Dr.Web"),
)  # fmt: skip
_INFECTED = ("infected", "virus found", "malware")


def _scanned(value: str) -> Facts | None:
    if not value:
        return {}
    low = value.lower()
    facts: Facts = {"verdict": "scanned", "text": value[:200]}
    match = _AMAVIS.match(value) or _ANY_HOST.match(value[:400])
    facts["host"] = match[1].lower().rstrip(".,;)") if match else None
    clam = _CLAMAV.match(value[:400])
    if clam:
        facts["version"] = clam[1]
    facts["product"] = next((product for word, product in _PRODUCT if word in low), "a virus scanner")
    if any(word in low for word in _INFECTED) and "not infected" not in low and "no " not in low:
        facts["verdict"] = "malware"
    elif low in ("ok", "clean") or low.startswith(("clean", "ok ", "no virus")):
        facts["verdict"] = "clean"
    elif low in ("no", "false", "none"):
        facts["verdict"] = "skipped"
    return facts


def _alert(value: str) -> Facts | None:
    low = value.lower()
    verdict = "malware" if low.startswith("infected") else "blocked" if low.startswith("banned") else "suspect"
    return {"verdict": verdict, "text": value[:300], "rules": (Rule("alert", None, value[:300]),), "product": "amavis"}


FILTER = Filter(
    name="amavis",
    product="amavis",
    source="amavis: lib/Amavis.pm, README.customize",
    headers={
        "x-amavis-alert": _alert,
        "x-virus-scanned": _scanned,
        "x-virus-scan": _scanned,
        "x-virusscan": _scanned,
        "x-amavis-modified": noted("changed"),
        "x-amavis-os-fingerprint": noted("operating system of the client"),
        "x-amavis-penpals": noted("earlier correspondence"),
        "x-amavis-hold": noted("held"),
        "x-quarantine-id": lambda value: {"text": f"quarantined as {value[:120]}"} if value else {},
        "x-amavis-policybank": sealed,
    },
)
