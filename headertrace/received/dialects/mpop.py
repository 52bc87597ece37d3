"""mpop.

Source: src/delivery.c of mpop.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="mpop",
    product="mpop",
    source="src/delivery.c of mpop",
    first="polled",
)
