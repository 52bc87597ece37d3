"""Amazon SES.

Source: lines written by amazonses.com.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="amazonses",
    product="Amazon SES",
    source="lines written by amazonses.com",
)
