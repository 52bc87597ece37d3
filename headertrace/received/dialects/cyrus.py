"""Cyrus IMAP.

Source: imap/lmtpengine.c of Cyrus.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="cyrus",
    product="Cyrus IMAP",
    source="imap/lmtpengine.c of Cyrus",
)
