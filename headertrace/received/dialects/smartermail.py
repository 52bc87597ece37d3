"""SmarterMail.

Source: lines written by SmarterMail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="smartermail",
    product="SmarterMail",
    source="lines written by SmarterMail",
)
