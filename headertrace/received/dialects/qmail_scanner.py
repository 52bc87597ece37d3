"""Qmail-Scanner.

Source: qmail-scanner-queue.pl of Qmail-Scanner.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="qmail_scanner",
    product="Qmail-Scanner",
    source="qmail-scanner-queue.pl of Qmail-Scanner",
    first="peer",
)
