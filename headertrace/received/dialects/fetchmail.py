"""fetchmail.

Source: transact.c of fetchmail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="fetchmail",
    product="fetchmail",
    source="transact.c of fetchmail",
    first="polled",
)
