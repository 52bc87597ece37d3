"""What other servers answered, by the logs: each answer with its share of all attempts to that host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column, cut

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("peer", "text", "server", "The server that answered."),
    Column("kind", "text", "outcome", "What came of it: sent, deferred, bounced and others."),
    Column("answer", "text", "answer", "Its words, without addresses, ids and numbers of more than four digits."),
    Column("attempts", "count", "attempts", "How many attempts it answered so."),
    Column("share", "share", "of its", "What part of all its answers that is."),
    Column("messages", "count", "messages", "How many messages that were."),
    Column("first", "moment", "first", "When it first answered so.", True),
    Column("last", "moment", "last", "When it last did.", True),
)
# What differs from message to message in the same answer.
_PLAIN = r"""regexp_replace(regexp_replace(regexp_replace(coalesce(reply, ''), '<?[^ <>]+@[^ <>]+>?', '<>', 'g'),
    '(queued as|id=|Saved|InternalId=)[ =]*[^ ]+', '\1', 'g'), '[0-9a-fA-F]{5,}', '#', 'g')"""


def ask(base: Base) -> Answer:
    found = base.rows(
        f"""SELECT coalesce(peer, peer_ip, host) AS server, kind, left({_PLAIN}, 200) AS answer, count(*) AS many,
        count(*) / sum(count(*)) OVER (PARTITION BY coalesce(peer, peer_ip, host)), count(DISTINCT message), min(done),
        max(done) FROM attempts WHERE kind IN ('sent', 'delivered', 'deferred', 'bounced', 'expired')
        GROUP BY 1, 2, 3 ORDER BY many DESC, 1, 2, 3"""
    )
    notes = () if found else ("No logs were given to the scan: `headertrace scan --log FILE`.",)
    return Answer("Answers of other servers, by the logs", COLUMNS, cut(found, base), len(found), notes=notes)
