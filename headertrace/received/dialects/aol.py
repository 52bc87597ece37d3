"""AOL.

Source: lines written by AOL's relays.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="aol",
    product="AOL",
    source="lines written by AOL's relays",
)
