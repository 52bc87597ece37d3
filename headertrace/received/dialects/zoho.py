"""Zoho Mail.

Source: lines written by zohomail.com.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="zoho",
    product="Zoho Mail",
    source="lines written by zohomail.com",
)
