"""GroupWise.

Source: lines written by GroupWise's internet agent.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="groupwise",
    product="GroupWise",
    source="lines written by GroupWise's internet agent",
)
