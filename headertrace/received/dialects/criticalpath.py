"""Critical Path: ``(cpmta 5144 invoked from network); date``, as qmail's queue writes.

Source: lines written by cpmta, a qmail kin.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts


def read(clauses: Clauses, facts: Facts) -> None:
    if clauses.lead.startswith("(cpmta"):
        facts.lead_read = True
