"""The few facts under the answer: who writes to whom about what, and what the reader's own server judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.answer import handed_over
from headertrace.named import NamedTuple
from headertrace.text.safe import safe
from headertrace.view import opinions
from headertrace.view.opinions import MOODS, score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headertrace.records.authentication import AuthResult
    from headertrace.records.filters import Verdict
    from headertrace.records.trace import Trace
    from headertrace.view.opinions import Row

CHECKS = "Checks"
METHODS = ("spf", "dkim", "dmarc")
UNTOLD = "–"
SIGNS = {"pass": "✓", "fail": "✗", "hardfail": "✗"}
# The rule of a mailbox's own filter that names the folder (``filters/microsoft.py``).
_FOLDER = "dest:"
# Verdicts that are none on what the message is.
_SILENT = frozenset({"scanned", "skipped", "clean", "delayed"})


class Mark(NamedTuple):
    """One verdict: as ``text`` with signs ("SPF ✓"), in ``words`` ("SPF pass"), its ``mood``, and its lines."""

    text: str
    words: str
    mood: str = ""
    lines: tuple[int, int] | None = None


class First(NamedTuple):
    """``rows`` are (name, text) of From, To and Subject, those that there are; ``checks``, ``filters`` and
    ``handed_over`` ("" where that is not worth telling) make the line of verdicts.
    """

    rows: tuple[tuple[str, str], ...]
    checks: tuple[Mark, ...]
    filters: tuple[Mark, ...]
    handed_over: str

    def parts(self, signs: bool = True) -> list[str]:
        """The line of verdicts, in pieces that are parted by a mark: "SPF ✓  DKIM ✓", "spam, Junk Email"."""
        checks, verdicts = (
            [mark.text if signs else mark.words for mark in marks] for marks in (self.checks, self.filters)
        )
        by = f"handed over by {self.handed_over}" if self.handed_over else ""
        return [part for part in (("  " if signs else ", ").join(checks), *verdicts, by) if part]


def first(trace: Trace) -> First:
    """All that is shown under the answer, safe to show."""
    said, by = trace.message, safe(handed_over(trace))
    verdicts = told(trace)
    # Where nobody handed it over there was nothing to check.
    checks = tuple(_checks(trace)) if by or verdicts or judged(trace) else ()
    rows = [("From", said.from_), ("To", said.to), ("Subject", said.subject)]
    return First(
        rows=tuple((name, safe(value)) for name, value in rows if value),
        checks=checks,
        filters=tuple(map(_filter, verdicts)),
        handed_over=by,
    )


def told(trace: Trace) -> list[Verdict]:
    """The verdicts of the reader's own filters that the line tells, one a product."""
    trusted = [item for item in trace.filters if item.trusted and item.verdict and item.verdict not in _SILENT]
    return list({item.product: item for item in reversed(trusted)}.values())[::-1]


def judged(trace: Trace) -> dict[str, AuthResult]:
    """What the reader's own server made of SPF, DKIM and DMARC: the best of a method that has several results."""
    said = trace.authentication
    trusted = [item for item in (*said.results, *said.spf) if item.trusted] if said else []
    found = {item.method: item for item in reversed(trusted) if item.method in METHODS}
    return {**found, **{item.method: item for item in trusted if item.method in found and item.result == "pass"}}


def beyond(trace: Trace) -> tuple[list[Row], list[Row]]:
    """What checks and what filters said that the line of verdicts doesn't tell already.

    Where all checks of the reader's own server passed there is no more to say of them, unless nothing else tells who
    signed it.
    """
    checks = opinions.authentication(trace)
    if all(row.trusted and row.mood == "good" for row in checks) and not _is_signed_by_another(trace):
        checks = []
    products = {item.product for item in told(trace)}
    return checks, [row for row in opinions.filters(trace) if not (row.trusted and row.what in products)]


def _is_signed_by_another(trace: Trace) -> bool:
    """Whether DKIM passed, but for no domain of From's: a service that sent it signed in its own name.

    A From domain without a dot was changed by hand since.
    """
    records = trace.authentication.alignment if trace.authentication else ()
    author = next((record for record in records if "." in record.domain), None)
    passed = [item for item in author.identifiers if item.method == "dkim" and item.result == "pass"] if author else []
    return bool(passed) and not any(item.alignment for item in passed)


def _checks(trace: Trace) -> Iterator[Mark]:
    results = judged(trace)
    for method in METHODS:
        name, item = method.upper(), results.get(method)
        if item is None:
            yield Mark(f"{name} {UNTOLD}", f"no {name} result")
            continue
        result = safe(item.result)
        yield Mark(f"{name} {SIGNS.get(result, result)}", f"{name} {result}", MOODS.get(result, ""), item.lines)


def _filter(item: Verdict) -> Mark:
    """ "Microsoft 365: spam, score 9, delivered to Junk Email by the spam filter"."""
    points = score(item)
    folder = next((rule.text for rule in item.rules if rule.name.startswith(_FOLDER) and rule.text), "")
    words = ", ".join(filter(None, (item.verdict, f"score {points}" if points else "", folder)))
    text = safe(f"{item.product}: {words}")
    return Mark(text, text, MOODS.get(item.verdict or "", ""), item.lines)
