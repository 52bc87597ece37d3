"""Momentum (Message Systems, SparkPost).

Source: Momentum reference, received headers.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="momentum",
    product="Momentum (Message Systems, SparkPost)",
    source="Momentum reference, received headers",
)
