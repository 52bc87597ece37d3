"""Japanese carriers' gateways.

Source: lines written by docomo, KDDI and SoftBank gateways.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="docomo",
    product="Japanese carriers' gateways",
    source="lines written by docomo, KDDI and SoftBank gateways",
)
