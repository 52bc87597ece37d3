"""IMail.

Source: lines written by Ipswitch IMail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="imail",
    product="IMail",
    source="lines written by Ipswitch IMail",
)
