"""Proofpoint: Protection Server / on Demand (X-Proofpoint-) and its CLX classifier (X-CLX-).

Sources: University of Houston, "How does email filtering work?" (score 0 to 100, 50 and above is likely spam);
the values are ``key=value`` words. X-Proofpoint-Spam-Details-Enc is sealed.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, noted, number, sealed, word
from headertrace.patterns import lazy
from headertrace.records.filters import Rule
from headertrace.syntax.encoded_words import decoded

_PAIR = lazy(r"\b([A-Za-z_]{1,60})=(\S+)")
RULES: dict[str, str] = {
    "notspam": "ham", "safe": "allowed", "spam": "spam", "phish": "phishing", "malware": "malware", "adult": "spam",
    "bulk": "bulk", "suspect": "suspect", "definitespam": "spam", "spoof": "spoofing", "impostor": "phishing",
    "definite": "spam", "trust": "allowed", "blocked": "blocked", "blocklist": "blocked", "safelist": "allowed",
}  # fmt: skip


def _verdict(rule: str) -> str | None:
    """The verdict of a rule's name: sites prefix the stock names ("inbound_notspam", "outbound_spam_definite")."""
    words = rule.lower().replace("-", "_").split("_")
    return next((RULES[word] for word in reversed(words) if word in RULES), None)


def _details(value: str) -> Facts | None:
    text = decoded(value)
    found = {item[1]: item[2] for item in _PAIR.finditer(text)}
    if not found:
        return None
    rules = [
        Rule(key, number(points), None) for key, points in found.items() if key.endswith("score") and key != "score"
    ]
    rules += [Rule(key, None, found[key]) for key in ("policy", "classifier", "reason", "adjust") if key in found]
    rule = found.get("rule")
    return {
        "verdict": _verdict(rule) if rule else None,
        "score": number(found.get("score")),
        "rules": (*((Rule("rule", None, rule),) if rule else ()), *rules),
        "version": found.get("engine"),
    }


def _virus(value: str) -> Facts | None:
    text = decoded(value)
    found = {item[1]: item[2] for item in _PAIR.finditer(text)}
    if not found:
        return None
    shown = " ".join(f"{key} {found[key]}" for key in ("vendor", "engine", "definitions", "signatures") if key in found)
    return {"rules": (Rule("virus engine", None, shown[:300]),)}


FILTER = Filter(
    name="proofpoint",
    product="Proofpoint",
    source="Proofpoint Protection Server; https://gethelp.uh.edu/kb/3051",
    headers={
        "x-proofpoint-spam-details": _details,
        "x-proofpoint-spam": word({"yes": "spam", "no": "ham", "true": "spam", "false": "ham"}),
        "x-proofpoint-spam-reason": noted("reason"),
        "x-clx-spam": word({"true": "spam", "false": "ham"}),
        "x-clx-score": lambda value: (
            None if number(value) is None else {"rules": (Rule("clxscore", number(value), None),)}
        ),
        "x-clx-shades": noted("shades"),
        "x-clx-ushades": noted("user shades"),
        "x-clx-unspecialscore": noted("unspecial score"),
        "x-clx-specialscore": noted("special score"),
        "x-clx-response": sealed,
        "x-mantsh": sealed,
        "x-proofpoint-virus-version": _virus,
        "x-proofpoint-banner-trigger": noted("banner"),
        "x-proofpoint-processed": noted("processed"),
        "x-proofpoint-spam-details-enc": sealed,
        "x-proofpoint-guid": sealed,
        "x-proofpoint-orig-guid": sealed,
        "x-proofpoint-sentinel": sealed,
        "x-proofpoint-unrewriteurls": sealed,
    },
    any_header=lambda name, value: {},
)
