"""What the roles and the marks of the path stand for: of those that are there, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headertrace.view.way import Way

# RFC 5598 sections 4.2 and 4.3 for the roles; the order is that in which a message meets them.
ROLES = (
    ("MUA", "the writer's mail program, or one that fetched the message from a mailbox"),
    ("MSA", "the server that accepted the message from the writer's program"),
    ("MTA", "a server that passed it on"),
    ("filter", "a content filter: spam, viruses or policy (MFA in JSON)"),
    ("MDA", "the server that put it into the mailbox"),
)
MARKS = (
    ("?", "the sender's word: it came with the message, and no server you can rely on saw it"),
    ("~", "written by a big operator's own servers, which no sender can imitate"),
    ("!", "contradicted by what others saw"),
    ("✓", "beside a protocol: encrypted, according to the server that accepted the message"),
)


def legend(way: Way) -> tuple[tuple[str, str], ...]:
    """(role or mark, what it stands for) of all that ``way`` shows."""
    roles = {name for step in way.steps for name in step.role.split("+")}
    marks = {step.mark for step in way.steps} | {"✓" for step in way.steps if step.encrypted}
    marks |= {way.written.mark} if way.written else set()
    return tuple(row for row in (*ROLES, *MARKS) if row[0] in roles | marks)
