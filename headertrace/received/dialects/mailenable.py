"""MailEnable.

Source: lines written by MailEnable.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="mailenable",
    product="MailEnable",
    source="lines written by MailEnable",
)
