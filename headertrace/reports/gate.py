"""What a message says of another one, where it is a notice: the gate that ordinary mail passes without a cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.reports.signs import MAX_BODY, signs

if TYPE_CHECKING:
    from headertrace.records.message import Message
    from headertrace.records.reports import Notice


def notice(message: Message) -> Notice | None:
    """What the message says, as it was read before or is read now; None where it is no notice."""
    if message.notice is not None:
        return message.notice
    if signs(message.fields):
        from headertrace.reports.reading import read

        return read(message.fields, message.body, message.body_line, len(message.body) < MAX_BODY)
    top = _on_top(message)
    if top:
        from headertrace.reports.reading import above

        return above(top, 1, message.fields)
    return None


def _on_top(message: Message) -> list[str]:
    """The lines above the header, among them those that were taken for a part of it."""
    if message.above:
        return list(message.above)
    lines: list[str] = []
    for field in message.fields:
        if field.name:
            break
        lines += field.source.splitlines()
    return lines
