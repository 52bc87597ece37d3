"""Netscape Messaging Server.

Source: lines written by Netscape Messaging Server 3 and 4.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="netscape",
    product="Netscape Messaging Server",
    source="lines written by Netscape Messaging Server 3 and 4",
)
