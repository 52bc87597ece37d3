"""Barracuda: Spam Firewall / Email Security Gateway (X-Barracuda-, X-ASG-) and its cloud service (X-BESS-).

Sources: University of Maryland (UMIACS), "BarracudaSpamFirewall/Scoring"; University of Colorado, "Understanding E-Mail
Headers" (X-Barracuda-Bayes, the levels).
"""

from __future__ import annotations

import re

from headertrace.filters.filter import (
    MAX_RULES,
    Facts,
    Filter,
    host,
    names,
    noted,
    number,
    score,
    sealed,
    yes_no,
)
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_LEVEL = lazy(r"\b(TAG|QUARANTINE|KILL)_LEVEL=(-?[0-9.]+)")
_SCORE = lazy(r"\bSCORE=(-?[0-9.]+)", re.IGNORECASE)
_TESTS = lazy(r"\btests=(.*)$", re.IGNORECASE)
_REPORT = lazy(r"(-?[0-9]{1,3}\.[0-9]{1,4})\s+([A-Z][A-Za-z0-9_]{2,60})\b")


def _status(value: str) -> Facts | None:
    first = value[:3].lower()
    if not first.startswith(("yes", "no")):
        return None
    points, tests = _SCORE.search(value), _TESTS.search(value)
    levels = {item[1]: number(item[2]) for item in _LEVEL.finditer(value)}
    reached = [word for word in ("KILL", "QUARANTINE", "TAG") if levels.get(word) is not None]
    total = number(points[1]) if points else None
    met = next((word for word in reached if total is not None and total >= (levels[word] or 0.0)), None)
    return {
        "verdict": "spam" if first == "yes" else "ham",
        "score": total,
        "threshold": levels.get("TAG"),
        "rules": names(tests[1]) if tests else (),
        "text": f"reached the {met.lower()} level of {levels[met]:g}" if met else None,
    }


def _report(value: str) -> Facts | None:
    rules = [Rule(item[2], number(item[1])) for item in _REPORT.finditer(value)]
    return {"rules": tuple(rules[:MAX_RULES])}


def _connect(value: str) -> Facts | None:
    return {"rules": (Rule("connect", None, value[:200]),)} if value else {}


def _bayes(value: str) -> Facts | None:
    """ "INNOCENT GLOBAL 0.5000 1.0000 0.0100": class, whose database, probability, confidence, points."""
    words = value.split()
    if not words:
        return {}
    return {"rules": (Rule("Bayes", number(words[-1]), value[:120]),)}


FILTER = Filter(
    name="barracuda",
    product="Barracuda",
    source="https://wiki.umiacs.umd.edu/umiacs/index.php/BarracudaSpamFirewall/Scoring",
    headers={
        "x-barracuda-spam-status": _status,
        "x-bess-spam-status": _status,
        "x-barracuda-spam-report": _report,
        "x-bess-spam-report": _report,
        "x-barracuda-spam-score": score,
        "x-bess-spam-score": score,
        "x-bess-outbound-spam-score": score,
        "x-bess-outbound-spam-status": _status,
        "x-bess-outbound-spam-report": _report,
        "x-barracuda-spam-flag": yes_no("spam", "ham"),
        "x-barracuda-spam-prob": noted("spam probability"),
        "x-barracuda-bayes": _bayes,
        "x-barracuda-virus-scanned": lambda value: {
            "rules": (Rule("virus scanned", None, value[:200]),),
            "host": value.rpartition(" at ")[2].lower() if " at " in value else None,
        },
        "x-barracuda-virus-alert": lambda value: {"verdict": "malware", "text": value[:300]},
        "x-asg-quarantine": lambda value: {"verdict": "spam", "text": f"quarantined: {value[:200]}"},
        "x-asg-tag": lambda value: {"verdict": "spam", "text": f"tagged: {value[:200]}"},
        "x-asg-whitelist": lambda value: {"verdict": "allowed", "text": f"allowed by {value[:200]}"},
        "x-asg-recipient-whitelist": lambda value: {"verdict": "allowed", "text": f"allowed by {value[:200]}"},
        "x-barracuda-whitelist": lambda value: {"verdict": "allowed", "text": f"allowed by {value[:200]}"},
        "x-barracuda-blacklist": lambda value: {"verdict": "blocked", "text": f"blocked by {value[:200]}"},
        "x-barracuda-bbl-ip": noted("address on Barracuda's block list"),
        "x-barracuda-bwl-ip": noted("address on Barracuda's allow list"),
        "x-barracuda-rbl-ip": noted("address on a block list"),
        "x-barracuda-brts-status": noted("real-time protection"),
        "x-bess-brts-status": noted("real-time protection"),
        "x-barracuda-connect": _connect,
        "x-barracuda-url": host,
        "x-bess-ver": lambda value: {"version": value[:60]},
        "x-bess-id": sealed,
        "x-asg-debug-id": sealed,
        "x-asg-orig-subj": sealed,
        "x-barracuda-orig-rcpt": sealed,
        "x-barracuda-envelope-from": sealed,
        "x-barracuda-start-time": sealed,
        "x-barracuda-effective-source-ip": noted("source address"),
        "x-barracuda-apparent-source-ip": noted("source address"),
        "x-bess-apparent-source-ip": noted("source address"),
        "x-barracuda-encrypted": noted("encrypted"),
    },
    any_header=lambda name, value: {},
)
