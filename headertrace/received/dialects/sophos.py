"""Sophos.

Source: lines written by Sophos appliances.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="sophos",
    product="Sophos",
    source="lines written by Sophos appliances",
)
