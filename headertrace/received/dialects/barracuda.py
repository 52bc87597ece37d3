"""Barracuda.

Source: lines written by Barracuda's Spam Firewall.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="barracuda",
    product="Barracuda",
    source="lines written by Barracuda's Spam Firewall",
)
