"""STIX 2.1 (OASIS): what lies outside the reader's own side as cyber-observables, one bundle for all messages.

A message is an ``observed-data`` object that refers to them; its time is that of delivery. They are observations and
no indicators: what is bad of them is for a person to say. A ``note`` on it tells what was left out, where there was too
much. The ids follow from the content, so that the same message gives the same bundle. Written by the stix2 library.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from textwrap import indent
from typing import TYPE_CHECKING, Any

from headertrace.renderings.rendering import needed
from headertrace.text.safe import safe
from headertrace.view.observables import observables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options
    from headertrace.view.observables import Observable

# The space of our own names, drawn once by chance (RFC 9562 section 6.5).
_SPACE = uuid.UUID("c7d1c6a6-5c0a-5c52-9d9b-6d0c0f1f5f5e")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def render(traces: Sequence[Trace], options: Options) -> str:
    """Raises RenderingError without the library."""
    stix2 = needed("stix2", "ioc")
    objects: dict[str, Any] = {}
    for trace in traces:
        for item in _objects(stix2, trace):
            objects.setdefault(item.id, item)
    name = f"bundle--{uuid.uuid5(_SPACE, ' '.join(sorted(objects)))}"
    whole: str = stix2.Bundle(id=name, allow_custom=False).serialize(pretty=True, ensure_ascii=True)
    # The library would look through the whole bundle for the place of each property.
    parts = [indent(item.serialize(pretty=True, ensure_ascii=True), " " * 8) for item in objects.values()]
    if parts:
        whole = whole.removesuffix("\n}") + ',\n    "objects": [\n' + ",\n".join(parts) + "\n    ]\n}"
    return whole + "\n"


def _objects(stix2: Any, trace: Trace) -> Iterator[Any]:
    found = observables(trace)
    seen = [made for item in found.listed if item.telling and (made := _object(stix2, item)) is not None]
    seen.append(_message(stix2, trace, found.listed, {made.type + made.value: made for made in seen}))
    yield from seen
    at = trace.path.delivered or _EPOCH
    whole = safe(f"{trace.source.sha256} {trace.source.name} {trace.source.number} {trace.message.message_id}")
    data = stix2.ObservedData(
        id=f"observed-data--{uuid.uuid5(_SPACE, whole)}",
        created=at,
        modified=at,
        first_observed=at,
        last_observed=at,
        number_observed=1,
        object_refs=[made.id for made in seen],
    )
    yield data
    if found.cut:
        name = f"note--{uuid.uuid5(_SPACE, f'{whole} {found.cut}')}"
        yield stix2.Note(id=name, created=at, modified=at, content=found.cut, object_refs=[data.id])


def _object(stix2: Any, item: Observable) -> Any:
    """The cyber-observable object of an observable; None for what has no object of its own."""
    value = safe(item.value)
    if item.kind == "ip":
        return stix2.IPv6Address(value=value) if ":" in value else stix2.IPv4Address(value=value)
    if item.kind in ("host", "domain"):
        return stix2.DomainName(value=value)
    if item.kind == "address":
        return stix2.EmailAddress(value=value)
    return None


def _message(stix2: Any, trace: Trace, found: tuple[Observable, ...], made: dict[str, Any]) -> Any:
    """The message as an ``email-message`` object (STIX 2.1 section 6.6)."""
    author = next((item for item in found if item.kind == "address" and item.seen[0].as_ == "From"), None)
    sender = made.get(f"email-addr{safe(author.value)}") if author else None
    received = [safe(hop.received.raw) for hop in reversed(trace.hops) if hop.received.raw]
    said = {
        "subject": safe(trace.message.subject) if trace.message.subject else None,
        "message_id": safe(trace.message.message_id) if trace.message.message_id else None,
        "from_ref": sender.id if sender else None,
        "date": trace.message.date.utc if trace.message.date and trace.message.date.utc else None,
        "received_lines": received or None,
    }
    told = {key: value for key, value in said.items() if value is not None}
    name = f"email-message--{uuid.uuid5(_SPACE, repr(sorted(told.items(), key=lambda pair: pair[0])))}"
    return stix2.EmailMessage(id=name, is_multipart=False, **told)
