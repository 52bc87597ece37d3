"""qpsmtpd.

Source: lib/Qpsmtpd/SMTP.pm, received_line, of qpsmtpd.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="qpsmtpd",
    product="qpsmtpd",
    source="lib/Qpsmtpd/SMTP.pm, received_line, of qpsmtpd",
    first="rdns",
)
