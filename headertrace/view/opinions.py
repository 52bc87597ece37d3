"""What filters and checks of the sender said, a row each, in the words that every rendering shares.

Nothing here is made safe to show: that is for each rendering, in its own way.
"""

from __future__ import annotations

from collections.abc import Iterable

from headertrace.authentication.alignment import author, is_for
from headertrace.named import NamedTuple
from headertrace.records.authentication import Alignment, ArcSet, Authentication, AuthResult, Identifier
from headertrace.records.filters import Rule, Verdict
from headertrace.records.trace import Trace

# How a result or a verdict is to be taken: ``good``, ``bad``, ``doubtful``; all others tell nothing.
MOODS: dict[str, str] = {
    **dict.fromkeys(("pass", "ham", "clean", "softpass", "bestguesspass"), "good"),
    **dict.fromkeys(("fail", "hardfail", "spam", "phishing", "spoofing", "malware", "blocked"), "bad"),
    **dict.fromkeys(("softfail", "permerror", "temperror", "policy", "suspect", "bulk", "delayed"), "doubtful"),
}
# Where nobody gave a result.
UNTOLD = "—"
_RANKS: tuple[bool | None, ...] = (True, None, False)


class Row(NamedTuple):
    """One line of a block.

    ``what`` is the method or the product, ``result`` its word, ``detail`` the domain or the score,
    ``who`` says so. ``trusted`` is as in ``AuthResult``; ``lines`` are the header's; ``more`` is the rest of
    what stands there, for those who ask.
    """

    what: str
    result: str
    detail: str
    who: str
    trusted: bool | None
    lines: tuple[int, int] | None
    more: str = ""

    @property
    def mood(self) -> str:
        return MOODS.get(self.result, "")


def authentication(trace: Trace, full: bool = False) -> list[Row]:
    """DMARC, DKIM, SPF, and what else was checked; ``full`` leaves nothing out."""
    said = trace.authentication
    if said is None:
        return []
    rows = _dmarc(trace, said, full)
    for method in ("dkim", "spf"):
        rows += _identifiers(trace, said, method, full)
    rows += _arc(trace, said)
    rows += _others(trace, said, full)
    return rows


def filters(trace: Trace, full: bool = False) -> list[Row]:
    """The verdicts, one's own filters' first; without ``full`` only those that say something."""
    shown = [item for item in trace.filters if full or item.verdict or item.score is not None]
    shown.sort(key=lambda item: _RANKS.index(item.trusted))
    return [_verdict(trace, item) for item in shown]


def who(trace: Trace, trusted: bool | None, hop: int | None, name: str | None = None) -> str:
    """Who says so: "hop 3, mx.example.org"; "claimed" where it came with the message; "perhaps" between the two.

    What stands before the comma is enough where room is short.
    """
    server = trace.hops[hop - 1].received.by if hop else None
    named = name or server
    place = "claimed" if trusted is False else f"{'' if trusted else 'perhaps '}hop {hop}"
    return f"{place}, {named}" if named else place


def aligned(item: Identifier) -> str:
    """How an identifier stands to From."""
    return f"aligned ({item.alignment})" if item.alignment else "not aligned"


def conclusion(item: Alignment, said: Authentication) -> str:
    """What the identifiers come to for one From domain; a result need not tell what domain it is for."""
    results = [one.result for one in (*said.results, *said.spf) if one.method in ("spf", "dkim")]
    if item.result == "none" and (not results or "pass" in results):
        return f"{item.domain}: no SPF or DKIM result"
    rests = item.by
    if rests is None:
        return f"{item.domain}: nothing that passed is aligned"
    return f"{item.domain} by {rests.method} ({item.mode})"


def _judged(item: Alignment, said: Authentication, mood: str) -> str:
    """The same beside what the server made of it, where that need not be the same."""
    rests = item.by
    if rests is None or mood == "good":
        return conclusion(item, said)
    return f"{item.domain}: {rests.method} passes and is aligned ({item.mode})"


def score(item: Verdict) -> str:
    """The score against its threshold: "7.3 of 5"; "" where there is none."""
    if item.score is None:
        return ""
    return f"{item.score:g}" + (f" of {item.threshold:g}" if item.threshold is not None else "")


def _best(items: Iterable[AuthResult]) -> list[AuthResult]:
    """Those of one's own servers where there are any, else those that may be, else the claims."""
    found = list(items)
    for rank in _RANKS:
        kept = [item for item in found if item.trusted is rank]
        if kept:
            return kept
    return []


def _dmarc(trace: Trace, said: Authentication, full: bool) -> list[Row]:
    results = [item for item in said.results if item.method == "dmarc"]
    told = results if full else _best(results)[:1]
    rows = []
    for item in told:
        domain = author(item)
        own = next((record for record in said.alignment if not domain or is_for(item, record)), None)
        mood = MOODS.get(item.result, "")
        detail = _judged(own, said, mood) if own else f"{domain}, which is not From's domain" if domain else ""
        rows.append(_row(trace, item, detail))
    if not rows:
        rows = [
            Row("dmarc", UNTOLD, conclusion(item, said), "nobody checked it", None, item.evidence.lines)
            for item in said.alignment
            if full or item.result != "none"
        ]
    return rows


def _identifiers(trace: Trace, said: Authentication, method: str, full: bool) -> list[Row]:
    results = [item for item in (*said.results, *said.spf) if item.method == method]
    if not results and method == "dkim" and said.dkim:
        return _unchecked(said)
    kept = results if full else _unlike(_best(results))
    found = [identifier for record in said.alignment[:1] for identifier in record.identifiers]
    rows = []
    for item in kept:
        mine = next((one for one in found if one.evidence.field == item.field and _about(one, item)), None)
        detail = f"{mine.domain}, {aligned(mine)}" if mine else item.comment or ""
        rows.append(_row(trace, item, detail))
    return rows


def _unlike(results: list[AuthResult]) -> list[AuthResult]:
    """Results that say something new; a line that repeats an other line's result and domain says nothing."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for item in results:
        key = (item.result, _domain(item))
        if key not in seen and not (
            item.header.endswith("received-spf") and any(item.result == one for one, _ in seen)
        ):
            seen.add(key)
            kept.append(item)
    return kept


def _domain(item: AuthResult) -> str:
    names = ("header.d", "header.i", "smtp.mailfrom", "smtp.helo", "envelope-from")
    return next((value for name in names if (value := item.get(name))), "").rpartition("@")[2].lower()


def _about(identifier: Identifier, item: AuthResult) -> bool:
    """Whether an identifier was taken from that result (several stand in one line)."""
    if (identifier.method, identifier.result) != (item.method, item.result):
        return False
    domain = _domain(item)
    return not domain or domain == identifier.domain or identifier.source in ("comment", "Return-Path", "header.i")


def _unchecked(said: Authentication) -> list[Row]:
    signed = [item for item in said.dkim if item.header == "dkim-signature"]
    return [
        Row("dkim", UNTOLD, f"signed by {item.domain or '?'}", "nobody checked it", None, item.lines) for item in signed
    ]


def _arc(trace: Trace, said: Authentication) -> list[Row]:
    if not said.arc:
        return []
    newest: ArcSet = said.arc[-1]
    chain = (newest.seal.chain if newest.seal else None) or UNTOLD
    sealers = ", ".join(f"{item.instance} {item.seal.domain if item.seal else '?'}" for item in said.arc)
    lines = newest.seal.lines if newest.seal else None
    domain = newest.seal.domain if newest.seal else None
    word = chain if chain in ("pass", "fail") else "sealed"
    return [Row("arc", word, f"sets: {sealers}", who(trace, newest.trusted, newest.hop, domain), newest.trusted, lines)]


def _others(trace: Trace, said: Authentication, full: bool) -> list[Row]:
    known = ("dmarc", "dkim", "spf", "arc")
    results = [item for item in said.results if item.method not in known]
    kept = results if full else _unlike([item for item in _best(results) if item.method == "compauth"])
    return [_row(trace, item, _properties(item)) for item in kept]


def _properties(item: AuthResult) -> str:
    words = [f"reason {item.reason}"] if item.reason else []
    words += [f"{name}={value}" for name, value in item.properties]
    return ", ".join(words)


def _row(trace: Trace, item: AuthResult, detail: str) -> Row:
    said_by = who(trace, item.trusted, item.hop, item.authserv_id)
    more = "; ".join(part for part in (_properties(item), item.comment or "") if part)
    return Row(item.method, item.result, detail, said_by, item.trusted, item.lines, more)


def _verdict(trace: Trace, item: Verdict) -> Row:
    points, text = score(item), item.text or ""
    # "SCL 5: spam" tells the score itself.
    told = bool(points) and f" {points}:" in text
    detail = text if told else ", ".join(part for part in (points, text) if part)
    said_by = who(trace, item.trusted, item.hop, item.host)
    rules = ", ".join(map(_rule, item.rules))
    more = "; ".join(part for part in (f"version {item.version}" if item.version else "", rules) if part)
    return Row(item.product, item.verdict or UNTOLD, detail, said_by, item.trusted, item.lines, more)


def _rule(rule: Rule) -> str:
    points = "" if rule.score is None else f" {rule.score:g}"
    return f"{rule.name}{points}" + (f" ({rule.text})" if rule.text else "")
