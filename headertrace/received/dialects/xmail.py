"""XMail.

Source: SMTPSvr.cpp of XMail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="xmail",
    product="XMail",
    source="SMTPSvr.cpp of XMail",
)
