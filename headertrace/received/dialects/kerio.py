"""Kerio Connect and WinRoute.

Source: lines written by Kerio.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="kerio",
    product="Kerio Connect and WinRoute",
    source="lines written by Kerio",
)
