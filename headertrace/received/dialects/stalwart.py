"""Stalwart.

Source: crates/smtp/src/inbound/data.rs of Stalwart.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="stalwart",
    product="Stalwart",
    source="crates/smtp/src/inbound/data.rs of Stalwart",
)
