"""SLmail.

Source: lines written by SLmail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="slmail",
    product="SLmail",
    source="lines written by SLmail",
)
