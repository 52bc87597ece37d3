"""Mailgun.

Source: lines written by mailgun.net.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="mailgun",
    product="Mailgun",
    source="lines written by mailgun.net",
)
