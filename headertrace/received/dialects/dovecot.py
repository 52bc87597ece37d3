"""Dovecot LMTP and director.

Source: src/lmtp/lmtp-local.c of Dovecot.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="dovecot",
    product="Dovecot LMTP and director",
    source="src/lmtp/lmtp-local.c of Dovecot",
)
