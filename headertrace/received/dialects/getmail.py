"""getmail.

Source: getmailcore/message.py of getmail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="getmail",
    product="getmail",
    source="getmailcore/message.py of getmail",
    first="polled",
)
