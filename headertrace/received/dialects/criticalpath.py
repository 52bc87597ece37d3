"""Critical Path (cpmta).

Source: lines written by cpmta, a qmail kin.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="criticalpath",
    product="Critical Path (cpmta)",
    source="lines written by cpmta, a qmail kin",
)
