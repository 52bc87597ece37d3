"""Which hand-overs were encrypted, by leg and by the host that took them.

A server that says nothing of encryption is counted apart: that is no proof that there was none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column, total

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("leg", "text", "leg", "The leg of the way."),
    Column("host", "text", "taken by", "The host that took the message over."),
    Column("handovers", "count", "hand-overs", "How many hand-overs there were."),
    Column("encrypted", "share", "encrypted", "The share of them of which the line says that they were encrypted."),
    Column("plain", "count", "plain", "How many were not encrypted, by the line's own protocol."),
    Column("unknown", "count", "unknown", "Of how many the line does not say."),
    Column("old", "share", "old TLS", "The share of the encrypted ones with a version before TLS 1.2.", True),
)
# Before TLS 1.2, as the servers write them: deprecated by RFC 8996.
_OLD = "regexp_matches(tls_version, '(?i)^(ssl|tls[ _v]*1([._]?[01])?$)')"


def ask(base: Base) -> Answer:
    whose = "trust <> 'contradicted'" if base.wishes.claimed else "trust IN ('vouched', 'operator')"
    found = base.rows(
        f"""SELECT leg, by_host, count(*) AS many, count(*) FILTER (encrypted) / count(*),
        count(*) FILTER (NOT encrypted), count(*) FILTER (encrypted IS NULL),
        count(*) FILTER (encrypted AND {_OLD}) / nullif(count(*) FILTER (encrypted AND tls_version IS NOT NULL), 0),
        count(*) OVER () FROM hops WHERE {whose} AND from_host IS NOT NULL GROUP BY 1, 2
        ORDER BY many DESC, 1, 2 LIMIT $1""",
        [base.wishes.top],
    )
    return Answer("Encryption", COLUMNS, tuple(row[:-1] for row in found), total(found))
