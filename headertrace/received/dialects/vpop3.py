"""VPOP3.

Source: lines written by VPOP3.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="vpop3",
    product="VPOP3",
    source="lines written by VPOP3",
)
