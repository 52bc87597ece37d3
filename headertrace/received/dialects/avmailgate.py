"""AntiVir MailGate.

Source: lines written by AvMailGate.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="avmailgate",
    product="AntiVir MailGate",
    source="lines written by AvMailGate",
)
