"""IOC: the message's addresses, hosts, domains, ids and hashes as JSON, for a case file or a search elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headertrace.renderings.json_ import document, end
from headertrace.text.durations import rfc3339
from headertrace.view.observables import defanged, observables

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options
    from headertrace.view.observables import Observable

__all__ = ["end", "message"]

SCHEMA = "headertrace.ioc/1"


def message(trace: Trace, number: int | None, options: Options) -> str:
    found = observables(trace)
    said = {
        "schema": SCHEMA,
        "source": {"name": trace.source.name, "number": trace.source.number},
        "message_id": trace.message.message_id,
        "subject": trace.message.subject,
        "delivered": rfc3339(trace.path.delivered),
        "observables": [_row(item) for item in found.listed],
        **({"left_out": found.left_out} if found.left_out else {}),
    }
    return document(said, number)


def _row(item: Observable) -> dict[str, Any]:
    seen = [{"as": where.as_, "lines": list(where.lines), "hop": where.hop, "fact": where.fact} for where in item.seen]
    return {
        "kind": item.kind,
        "value": item.value,
        "defanged": defanged(item.value),
        "side": "outside" if item.outside else "own",
        "seen": seen,
    }
