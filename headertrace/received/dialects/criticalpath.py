"""Critical Path: ``(cpmta 5144 invoked from network); date``, as qmail's queue writes.

Source: lines written by cpmta, a qmail kin.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.dialect import Dialect, Facts


def _read(clauses: Clauses, facts: Facts) -> None:
    if clauses.lead.startswith("(cpmta"):
        facts["lead_read"] = True


DIALECT = Dialect(
    name="criticalpath",
    product="Critical Path (cpmta)",
    source="lines written by cpmta, a qmail kin",
    read=_read,
)
