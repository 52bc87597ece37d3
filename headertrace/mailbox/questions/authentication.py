"""What the checks of senders gave, by method and domain, as the reader's own servers wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column, total
from headertrace.text.shares import share

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("method", "text", "method", "spf, dkim, dmarc, arc and others (RFC 8601)."),
    Column("domain", "text", "domain", "The domain that was checked."),
    Column("checks", "count", "checks", "How many results there are."),
    Column("passed", "share", "pass", "The share of them that is pass."),
    Column("failed", "count", "fail", "How many are fail or softfail."),
    Column("none", "count", "none", "How many found nothing to check."),
    Column("other", "count", "other", "How many are anything else, as errors are.", True),
)
_COUNTS = """count(*) FILTER (result = 'pass') / count(*), count(*) FILTER (result IN ('fail', 'softfail')),
    count(*) FILTER (result = 'none'),
    count(*) FILTER (result IS NULL OR result NOT IN ('pass', 'fail', 'softfail', 'none'))"""
_TOLD = ("spf", "dkim", "dmarc")


def ask(base: Base) -> Answer:
    whose = "true" if base.wishes.claimed else "trusted"
    found = base.rows(
        f"""SELECT method, domain, count(*) AS many, {_COUNTS}, count(*) OVER () FROM results WHERE {whose}
        GROUP BY 1, 2 ORDER BY many DESC, 1, 2 LIMIT $1""",
        [base.wishes.top],
    )
    shares = dict(
        base.rows(f"SELECT method, count(*) FILTER (result = 'pass') / count(*) FROM results WHERE {whose} GROUP BY 1")
    )
    parts = [f"{name.upper()} passed in {share(shares[name])}" for name in _TOLD if name in shares]
    said = (f"{', '.join(parts)} of the results.",) if parts else ()
    rows = tuple(row[:-1] for row in found)
    return Answer("Checks of senders", COLUMNS, rows, total(found), said)
