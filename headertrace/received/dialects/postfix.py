"""Postfix.

Source: src/smtpd/smtpd.c, src/cleanup/cleanup_envelope.c and src/pickup/pickup.c of Postfix.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="postfix",
    product="Postfix",
    source="src/smtpd/smtpd.c, src/cleanup/cleanup_envelope.c and src/pickup/pickup.c of Postfix",
)
