"""Mimecast.

Source: lines written by mimecast.com.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="mimecast",
    product="Mimecast",
    source="lines written by mimecast.com",
)
