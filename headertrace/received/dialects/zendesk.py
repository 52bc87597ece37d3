"""Zendesk.

Source: lines written by zendesk.com.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="zendesk",
    product="Zendesk",
    source="lines written by zendesk.com",
)
