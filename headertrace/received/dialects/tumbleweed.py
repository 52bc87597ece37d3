"""Tumbleweed MMS.

Source: lines written by Tumbleweed's relay.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="tumbleweed",
    product="Tumbleweed MMS",
    source="lines written by Tumbleweed's relay",
)
