"""Schlund and 1&1 Nemesis, GMX.

Source: lines written by GMX and 1&1 hosts.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="nemesis",
    product="Schlund and 1&1 Nemesis, GMX",
    source="lines written by GMX and 1&1 hosts",
)
