"""Haraka.

Source: connection.js, received_line, of Haraka.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="haraka",
    product="Haraka",
    source="connection.js, received_line, of Haraka",
)
