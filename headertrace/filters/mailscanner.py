"""MailScanner, whose headers carry the site's name: X-example-MailScanner-SpamCheck; MailCleaner is built on it.

Source: MailScanner's ``MailScanner.conf`` ("Mail Header", "Spam Header", "Clean Header Value"),
``lib/MailScanner/Message.pm`` and ``reports/en/languages.conf``.
"""

from __future__ import annotations

from headertrace.filters.filter import MAX_RULES, Facts, Filter, names, number
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_SCORE = lazy(r"\bscore=(-?[0-9.]+)")
_REQUIRED = lazy(r"\brequired[ =](-?[0-9.]+)")
_RULES = lazy(r"([A-Z][A-Z0-9_]{2,60})(?: (-?[0-9.]+))?(?=[,)]|$)")
_CLEAN = ("clean", "nothing found", "not infected", "no virus", "no infection")


def _any(name: str, value: str) -> Facts | None:
    product = "mailscanner" if "mailscanner" in name else "mailcleaner"
    kind = name.rpartition(product)[2].strip("-_ ")
    low = value.lower()
    if kind in ("spamcheck", "spamstatus", "spam") or kind.endswith("spamcheck"):
        return _spam(value, low)
    if kind in ("spamscore", "spam-score"):
        marks = value.strip()
        exact = number(marks)
        return {"score": float(len(marks)) if exact is None else exact} if len(marks) < 200 else {}
    if kind == "":
        return _virus(value, low)
    if kind in ("id", "from", "to", "information", "watermark", "ip-protocol", "null-check", "sender", "envelope-to"):
        return {}
    return {"rules": (Rule(kind, None, value[:300]),)} if value else {}


def _virus(value: str, low: str) -> Facts | None:
    """The words are the site's own; the ones it comes with are "Found to be clean" and "Found to be infected"."""
    if any(word in low for word in _CLEAN):
        return {"verdict": "clean", "text": value[:200]}
    if "infected" in low or "virus" in low:
        return {"verdict": "malware", "text": value[:200]}
    return {"verdict": "scanned", "text": value[:200] or None}


def _spam(value: str, low: str) -> Facts | None:
    score, required = _SCORE.search(value), _REQUIRED.search(value)
    if low.startswith(("not spam", "no,", "no ", "ham")):
        verdict: str | None = "allowed" if "whitelisted" in low else "ham"
    elif low.startswith(("spam", "yes", "likely spam", "high scoring")):
        verdict = "spam"
    elif not value:
        return {}
    else:
        verdict = None
    listed = tuple(Rule(item[1], number(item[2])) for item in _RULES.finditer(value))
    if not listed and verdict == "spam" and "(" not in value:
        listed = names(value.partition(",")[2])
    if verdict is None and not score:
        return None
    return {
        "verdict": verdict,
        "score": number(score[1]) if score else None,
        "threshold": number(required[1]) if required else None,
        "rules": listed[:MAX_RULES],
    }


FILTER = Filter(
    name="mailscanner",
    product="MailScanner",
    source="MailScanner: MailScanner.conf, lib/MailScanner/Message.pm",
    headers={},
    any_header=_any,
)
