"""LSMTP.

Source: lines written by L-Soft's LSMTP.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="lsmtp",
    product="LSMTP",
    source="lines written by L-Soft's LSMTP",
)
