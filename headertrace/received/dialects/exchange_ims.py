"""Microsoft Exchange 5.5 Internet Mail Service.

Source: lines written by Internet Mail Service 5.5.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="exchange_ims",
    product="Microsoft Exchange 5.5 Internet Mail Service",
    source="lines written by Internet Mail Service 5.5",
)
