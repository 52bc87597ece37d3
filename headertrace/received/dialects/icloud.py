"""Apple iCloud mail gateway.

Source: lines written by me.com hosts.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="icloud",
    product="Apple iCloud mail gateway",
    source="lines written by me.com hosts",
)
