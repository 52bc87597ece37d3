"""Vircom.

Source: lines written by Vircom SMTPRS and POPDOWN.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="vircom",
    product="Vircom",
    source="lines written by Vircom SMTPRS and POPDOWN",
)
