"""MAILsweeper (Content Technologies, Clearswift).

Source: lines written by SMTPRS.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="mailsweeper",
    product="MAILsweeper (Content Technologies, Clearswift)",
    source="lines written by SMTPRS",
)
