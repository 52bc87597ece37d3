"""Rspamd, by its milter headers module.

Sources: rspamd's ``src/plugins/lua/milter_headers.lua`` (x-spamd-result, x-spamd-bar, x-rspamd-server,
x-rspamd-queue-id, x-virus; the second number is the score at which it rejects).
"""

from __future__ import annotations

from headertrace.filters.filter import MAX_RULES, Facts, Filter, host, noted, number, score, sealed
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_RESULT = lazy(r"\s*(?:(\w+): )?(True|False|true|false)(?: \((\w+)\))? \[(-?[0-9.]+) / (-?[0-9.]+)\]")
_SYMBOL = lazy(r"([A-Z][A-Za-z0-9_]{1,80})\((-?[0-9.]+)\)(?:\[([^\[\]]{0,400})\])?")
_BAR = lazy(r"[+-]+$|/$")
ACTIONS: dict[str, str | None] = {
    "no action": "ham", "greylist": "suspect", "add header": "spam", "rewrite subject": "spam",
    "soft reject": "suspect", "reject": "spam", "quarantine": "spam", "discard": "spam",
}  # fmt: skip


def _result(value: str) -> Facts | None:
    match = _RESULT.match(value)
    if not match:
        return None
    rules = [Rule(item[1], number(item[2]), item[3] or None) for item in _SYMBOL.finditer(value, match.end())]
    # True says that the action is to reject; False covers everything from no action to a mark.
    rejected, points = match[2].lower() == "true", number(match[4]) or 0.0
    verdict = "spam" if rejected else "ham" if points <= 0 else None
    return {
        "verdict": "skipped" if match[3] == "skip" else verdict,
        "text": None if verdict else "not rejected",
        "score": number(match[4]),
        "threshold": number(match[5]),
        "rules": tuple(rules[:MAX_RULES]),
    }


def _action(value: str) -> Facts | None:
    action = value.strip().lower()
    if action not in ACTIONS:
        return None
    return {"verdict": ACTIONS[action], "text": f"action: {action}"}


def _bar(value: str) -> Facts | None:
    text = value.strip()
    if not _BAR.match(text):
        return None if text else {}
    return {"score": 0.0 if text == "/" else float(len(text)) * (1 if text[0] == "+" else -1)}


def _symbols(value: str) -> Facts | None:
    rules = tuple(Rule(item[1], number(item[2]), item[3] or None) for item in _SYMBOL.finditer(value))
    return {"rules": rules[:MAX_RULES]}


FILTER = Filter(
    name="rspamd",
    product="Rspamd",
    source="rspamd: src/plugins/lua/milter_headers.lua",
    headers={
        "x-rspamd-action": _action,
        "x-spamd-result": _result,
        "x-rspamd-result": _result,
        "x-rspamd-report": _symbols,
        "x-rspamd-score": score,
        "x-spamd-bar": _bar,
        "x-rspamd-bar": _bar,
        "x-rspamd-server": host,
        "x-spamd-server": host,
        "x-rspamd-pre-result": noted("pre-result"),
        "x-rspamd-fuzzy": noted("fuzzy"),
        "x-rspamd-flag": noted("flag"),
        "x-rspamd-queue-id": sealed,
        "x-spamd-queue-id": sealed,
        "x-rspamd-uid": sealed,
        "x-rspam-user": sealed,
        "x-spamd-scan-time": noted("seconds spent"),
        "x-stat-signature": sealed,
    },
)
