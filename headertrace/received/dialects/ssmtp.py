"""sSMTP.

Source: ssmtp.c of sSMTP.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="ssmtp",
    product="sSMTP",
    source="ssmtp.c of sSMTP",
    first="peer",
)
