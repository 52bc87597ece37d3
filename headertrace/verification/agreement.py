"""What was found today beside what Authentication-Results and Received-SPF said that day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from headertrace.named import NamedTuple
from headertrace.records.authentication import AuthResult
from headertrace.records.evidence import Evidence
from headertrace.records.vocabulary import Agreement

# Words for the same: Microsoft, Yahoo and older drafts have their own (RFC 8601 section 2.7 has these).
_SAME = {"hardfail": "fail", "error": "temperror", "unknown": "permerror", "bestguesspass": "none"}
# What was not a verdict that day either.
_UNTOLD = frozenset({"temperror", "unknown"})


class Compared(NamedTuple):
    """``verdict`` is as in ``Lookup``; ``text`` is empty where the header says nothing."""

    verdict: Agreement
    text: str
    evidence: tuple[Evidence, ...] = ()


def compare(found: str, said: Iterable[AuthResult], untold: str | None = None, why: str = "") -> Compared:
    """Hold ``found`` against each result of the same method and identity; the most trusted decides.

    ``untold`` says why today's answer is none; ``why`` what may explain a difference.
    """
    ordered = sorted(said, key=lambda result: (_RANK[result.trusted], result.field))
    if not ordered:
        return Compared("unknown" if untold else "fact", "")
    told = ordered[0]
    words = "; ".join(_said(result) for result in _distinct(ordered))
    evidence = tuple(Evidence(item.field, item.lines, f"{item.method}={item.result}") for item in ordered)
    if untold:
        return Compared("unknown", f"{words}: unknown today ({untold})", evidence)
    if normal(told.result) in _UNTOLD:
        return Compared("unknown", f"{words}: no verdict to compare with", evidence)
    if normal(told.result) == normal(found):
        return Compared("agree", f"{words}: the same", evidence)
    reason = f" ({why})" if why else ""
    return Compared("differ", f"{words}: today {found}{reason}", evidence)


def normal(word: str) -> str:
    """The word of RFC 8601 for a result."""
    return _SAME.get(word.lower(), word.lower())


_RANK = {True: 0, None: 1, False: 2}


def _distinct(results: Sequence[AuthResult]) -> list[AuthResult]:
    """Each host's word once."""
    seen: set[tuple[str | None, str]] = set()
    out = []
    for result in results:
        key = (result.authserv_id, result.result)
        if key not in seen:
            seen.add(key)
            out.append(result)
    return out[:3]


def _said(result: AuthResult) -> str:
    who = result.authserv_id or f"line {result.lines[0]}"
    doubt = " (not a host that is vouched for)" if result.trusted is False else ""
    return f"{who} said {result.result}{doubt}"
