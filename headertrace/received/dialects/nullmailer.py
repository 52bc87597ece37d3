"""nullmailer: ``(nullmailer pid 31 invoked by uid 0); date`` for what was handed in on the host itself.

Source: src/inject.cc and queue.cc of nullmailer.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts


def read(clauses: Clauses, facts: Facts) -> None:
    if clauses.lead.startswith("(nullmailer"):
        facts.lead_read = True
