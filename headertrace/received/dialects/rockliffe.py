"""Rockliffe MailSite.

Source: lines written by MailSite.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="rockliffe",
    product="Rockliffe MailSite",
    source="lines written by MailSite",
)
