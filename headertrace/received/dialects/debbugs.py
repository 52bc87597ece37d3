"""debbugs.

Source: scripts/receive of debbugs.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="debbugs",
    product="debbugs",
    source="scripts/receive of debbugs",
    first="peer",
)
