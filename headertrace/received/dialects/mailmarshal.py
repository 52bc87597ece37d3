"""MailMarshal.

Source: lines written by MailMarshal.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="mailmarshal",
    product="MailMarshal",
    source="lines written by MailMarshal",
)
