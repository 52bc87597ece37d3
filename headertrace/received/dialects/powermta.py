"""PowerMTA.

Source: PowerMTA user guide, add-received-header.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="powermta",
    product="PowerMTA",
    source="PowerMTA user guide, add-received-header",
)
