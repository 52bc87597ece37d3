"""Zimbra.

Source: Zimbra's Postfix and LMTP server.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="zimbra",
    product="Zimbra",
    source="Zimbra's Postfix and LMTP server",
)
