"""Trend Micro.

Source: lines written by InterScan and IMSVA.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="trendmicro",
    product="Trend Micro",
    source="lines written by InterScan and IMSVA",
)
