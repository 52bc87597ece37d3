"""Mercury/32 and Pegasus Mail.

Source: lines written by Mercury/32.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="mercury",
    product="Mercury/32 and Pegasus Mail",
    source="lines written by Mercury/32",
)
