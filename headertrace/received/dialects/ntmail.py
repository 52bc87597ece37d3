"""NTMail.

Source: lines written by NTMail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="ntmail",
    product="NTMail",
    source="lines written by NTMail",
)
