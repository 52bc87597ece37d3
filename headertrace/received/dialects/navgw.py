"""Norton AntiVirus for Gateways.

Source: lines written by NAVGW.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="navgw",
    product="Norton AntiVirus for Gateways",
    source="lines written by NAVGW",
)
