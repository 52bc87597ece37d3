"""Vade (now Hornetsecurity): state, score and the "spam cause" in its own cipher; also OVH, Gandi, Fastmail.

No published description could be had: the states are read by their own words, as mail shows them. The cause
is a substitution by position that anybody can undo: two letters make a character.
"""

from __future__ import annotations

from headertrace.filters.filter import MAX_RULES, Facts, Filter, number, score, sealed
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

STATES: dict[str, str | None] = {
    "clean": "ham", "ham": "ham", "legit": "ham", "legitimate": "ham", "spam": "spam", "phishing": "phishing",
    "malware": "malware", "virus": "malware", "scam": "spam", "commercial": "bulk", "dce": "bulk", "mce": "bulk",
    "pub": "bulk", "community": "bulk", "transactional": "ham", "travel": "ham", "bounce": "ham", "suspect": "suspect",
    "ok": "ham", "unknown": None, "trusted": "allowed", "whitelist": "allowed", "blacklist": "blocked",
}  # fmt: skip
_NOISE = 5
_CAUSE = lazy(r"[a-z]+$")
_RULE = lazy(r"([A-Za-z_][\w*-]{2,60}) \((-?[0-9]+)\)")
_PAIR = lazy(r"\b(\w{1,60})=([^\s,]+)")


def _state(value: str) -> Facts | None:
    first = value.strip().lower().partition(":")[0].split(" ")[0].strip(",;")
    if first not in STATES:
        return None
    return {"verdict": STATES[first], "text": value.strip()[:80]}


def cause(value: str) -> str | None:
    """The clear text of a spam cause, or None where it is none.

    Two letters stand for a character: the first counts 16, from "g" on, the second 1, from "a"
    on; at every even place the two have changed places.
    """
    letters = "".join(value.split())
    if len(letters) < 8 or len(letters) > 20_000 or not _CAUSE.match(letters):
        return None
    out = bytearray()
    for at in range(0, len(letters) - 1, 2):
        first, second = letters[at], letters[at + 1]
        if at % 4 == 0:
            first, second = second, first
        code = ord(first) + ord(second) - ord("x") - (ord("g") - ord(first)) * 16
        out.append(code if 9 <= code < 256 else 0)
    # A line that was cut or written over in places is still worth reading; noise is not.
    if out.count(0) * _NOISE > len(out):
        return None
    return out.replace(b"\0", b"?").decode("utf-8", "replace")


def _cause(value: str) -> Facts | None:
    clear = cause(value)
    if clear is None:
        return {}
    rules = tuple(Rule(item[1], number(item[2])) for item in _RULE.finditer(clear))[:MAX_RULES]
    return {"rules": rules or (Rule("cause", None, clear[:300]),)}


def _tracker(value: str) -> Facts | None:
    found = {item[1]: item[2] for item in _PAIR.finditer(value)}
    facts = _state(found.get("verdict", ""))
    if facts is None:
        return None
    why = _cause(found.get("spamcause", "") + value.rpartition("spamcause=")[2].partition(" ")[2])
    return {**facts, "score": number(found.get("score")), **(why or {})}


FILTER = Filter(
    name="vade",
    product="Vade",
    source="as its mail shows; the vendor publishes no description",
    headers={
        "x-vade-tracker": _tracker,
        "x-vade-spamstate": _state, "x-vr-spamstate": _state, "x-vrspam-state": _state, "x-ovh-spamstate": _state,
        "x-vade-verdict": _state, "x-gnd-status": _state, "x-me-vscategory": _state, "x-vr-status": _state,
        "x-vade-spamscore": score, "x-vr-spamscore": score, "x-vrspam-score": score, "x-ovh-spamscore": score,
        "x-vade-score": score, "x-gnd-score": score, "x-me-vsscore": score, "x-vr-score": score,
        "x-vade-spamcause": _cause, "x-vr-spamcause": _cause, "x-vrspam-cause": _cause, "x-ovh-spamcause": _cause,
        "x-vade-cause": _cause, "x-gnd-cause": _cause, "x-me-vscause": _cause, "x-vr-cause": _cause,
        "x-ovh-tracer-id": sealed, "x-ovh-tracer-guid": sealed,
    },
)  # fmt: skip
