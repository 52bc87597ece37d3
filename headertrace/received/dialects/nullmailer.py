"""nullmailer: ``(nullmailer pid 31 invoked by uid 0); date`` for what was handed in on the host itself.

Source: src/inject.cc and queue.cc of nullmailer.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.dialect import Dialect, Facts


def _read(clauses: Clauses, facts: Facts) -> None:
    if clauses.lead.startswith("(nullmailer"):
        facts["lead_read"] = True


DIALECT = Dialect(
    name="nullmailer",
    product="nullmailer",
    source="src/inject.cc and queue.cc of nullmailer",
    first="peer",
    read=_read,
)
