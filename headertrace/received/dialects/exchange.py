"""Microsoft Exchange and Exchange Online.

Source: Microsoft Learn: message headers in Exchange.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="exchange",
    product="Microsoft Exchange and Exchange Online",
    source="Microsoft Learn: message headers in Exchange",
)
