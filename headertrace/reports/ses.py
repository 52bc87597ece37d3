"""Amazon SES's notifications by SNS: JSON in a mail (the SES developer guide, "Notification contents")."""

from __future__ import annotations

from collections.abc import Sequence
from json import JSONDecodeError, JSONDecoder
from typing import Any

from headertrace.reports.form import Row
from headertrace.reports.parts import Line
from headertrace.reports.rfc3464 import MAX_RECIPIENTS

_MAX = 200_000


def read(lines: Sequence[Line]) -> list[Row]:
    """The recipients of a bounce, a complaint or a delivery, with what the remote server said."""
    payload = _payload(lines)
    at = (lines[0].number, lines[-1].number) if lines else (0, 0)
    rows = []
    for kind, name in (("bounce", "bouncedRecipients"), ("complaint", "complainedRecipients")):
        for item in _list(_dict(payload.get(kind)).get(name)):
            to = item.get("emailAddress") if isinstance(item, dict) else item
            if isinstance(to, str):
                words = item.get("diagnosticCode") if isinstance(item, dict) else None
                rows.append(Row(to, words if isinstance(words, str) else "", at))
    delivery = _dict(payload.get("delivery"))
    for item in _list(delivery.get("recipients")):
        if isinstance(item, str):
            rows.append(Row(item, str(delivery.get("smtpResponse") or ""), at))
    return rows


def kind(lines: Sequence[Line]) -> str:
    """What the notification is of: bounce, complaint or delivery; "" where it is none."""
    said = _payload(lines).get("notificationType")
    return said.lower() if isinstance(said, str) else ""


def _payload(lines: Sequence[Line]) -> dict[str, Any]:
    """The JSON object in the text; long lines of it were cut at 998 characters and end in "!" there."""
    text = ""
    for line in lines:
        piece = line.text
        if piece.strip() == "--" and text:
            break
        # A line that was cut goes on behind one blank.
        text = text[:-1] + piece[1:] if text.endswith("!") else text + piece
        if len(text) > _MAX:
            return {}
    start = text.find("{")
    found = _object(text[start:]) if start >= 0 else {}
    inner = found.get("Message")
    return _object(inner) if isinstance(inner, str) else found


def _object(text: str) -> dict[str, Any]:
    try:
        return _dict(JSONDecoder(strict=False).raw_decode(text)[0])
    except (JSONDecodeError, RecursionError):
        return {}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value[: MAX_RECIPIENTS + 1] if isinstance(value, list) else []
