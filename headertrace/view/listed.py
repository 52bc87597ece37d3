"""A message in one row: where it came from, how long it took, what held it up, and what stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.records.vocabulary import CLOCK_CAUSES, SEVERITIES
from headertrace.syntax.addresses import mailboxes
from headertrace.text.durations import duration
from headertrace.text.safe import safe
from headertrace.view.first import METHODS, SIGNS, UNTOLD, judged
from headertrace.view.message import own_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from headertrace.records.authentication import AuthResult
    from headertrace.records.judgements import Finding
    from headertrace.records.trace import Trace


class Row(NamedTuple):
    """Texts are safe to show. ``total_s`` and ``wait_s`` are seconds; ``rank`` is the worst finding's, -1 for none."""

    file: str
    author: str
    handed_over_by: str
    total_s: float | None
    total: str
    wait_s: float
    wait: str
    cause: str
    checks: str
    finding: str
    rank: int


# What ``--sort`` takes → what is sorted by. The worst comes first, names by the alphabet.
KEYS: dict[str, Callable[[Row], object]] = {
    "file": lambda row: row.file,
    "from": lambda row: row.author,
    "handed-over-by": lambda row: row.handed_over_by,
    "total": lambda row: -(row.total_s or 0.0),
    "wait": lambda row: -row.wait_s,
    "cause": lambda row: (row.cause, -row.wait_s),
    "finding": lambda row: (-row.rank, row.finding),
}


def row(trace: Trace, several: bool) -> Row:
    """The message's row; ``several`` says that its number in the file is told."""
    said, path = trace.message, trace.path
    box = next(iter(mailboxes(said.from_ or "")), None)
    number = f" #{trace.source.number}" if several and trace.source.number > 1 else ""
    by = path.handed_over_by
    waits = [delay for delay in trace.delays if delay.cause not in CLOCK_CAUSES]
    worst = max(waits, key=lambda delay: delay.seconds, default=None)
    finding, results = _worst(trace.findings), judged(trace)
    return Row(
        file=own_name(trace.source.name) + number,
        author=safe(f"{box.local}@{box.domain}" if box else said.from_ or ""),
        handed_over_by=safe((by.ip or by.rdns or by.helo or "") if by else ""),
        total_s=path.total_s,
        total="" if path.total_s is None else duration(path.total_s),
        wait_s=worst.seconds if worst else 0.0,
        wait=duration(worst.seconds) if worst else "",
        cause=worst.cause if worst else "",
        checks=" ".join(_mark(results.get(method)) for method in METHODS),
        finding=f"{finding.code} {finding.name}" if finding else "",
        rank=SEVERITIES.index(finding.severity) if finding else -1,
    )


def _worst(findings: tuple[Finding, ...]) -> Finding | None:
    """The first of the gravest; what is only for information is none."""
    telling = [finding for finding in findings if finding.severity != "info"]
    return max(telling, key=lambda finding: SEVERITIES.index(finding.severity), default=None)


def _mark(result: AuthResult | None) -> str:
    return UNTOLD if result is None else SIGNS.get(result.result, "?")
