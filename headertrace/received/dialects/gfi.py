"""GFI MailEssentials.

Source: lines written by MailEssentials.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="gfi",
    product="GFI MailEssentials",
    source="lines written by MailEssentials",
)
