"""Majordomo, Mailman and other list hosts' local lines.

Source: lines written by list hosts.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="maildrop",
    product="Majordomo, Mailman and other list hosts' local lines",
    source="lines written by list hosts",
    first="peer",
)
