"""msmtp.

Source: src/msmtp.c of msmtp.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="msmtp",
    product="msmtp",
    source="src/msmtp.c of msmtp",
    first="peer",
)
