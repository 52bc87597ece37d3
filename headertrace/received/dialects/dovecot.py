"""Dovecot LMTP and director.

Since 2.3 nothing names the product: the id, a 128-bit GUID in base 64, is what tells it.
Source: src/lmtp/lmtp-local.c and src/lib/guid.c of Dovecot.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="dovecot",
    product="Dovecot LMTP and director",
    source="src/lmtp/lmtp-local.c and src/lib/guid.c of Dovecot",
)
