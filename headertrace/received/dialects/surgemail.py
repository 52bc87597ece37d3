"""SurgeMail.

Source: lines written by SurgeMail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="surgemail",
    product="SurgeMail",
    source="lines written by SurgeMail",
)
