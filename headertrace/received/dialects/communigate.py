"""CommuniGate Pro.

Source: CommuniGate Pro guide, SMTP module.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="communigate",
    product="CommuniGate Pro",
    source="CommuniGate Pro guide, SMTP module",
)
