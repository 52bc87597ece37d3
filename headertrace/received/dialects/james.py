"""Apache James.

Source: server/protocols/.../ReceivedLineGenerator of Apache James.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="james",
    product="Apache James",
    source="server/protocols/.../ReceivedLineGenerator of Apache James",
)
