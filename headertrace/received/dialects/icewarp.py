"""IceWarp and Merak.

Source: lines written by Merak and IceWarp.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="icewarp",
    product="IceWarp and Merak",
    source="lines written by Merak and IceWarp",
)
