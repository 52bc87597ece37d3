"""InterMail and Openwave.

Source: lines written by InterMail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="intermail",
    product="InterMail and Openwave",
    source="lines written by InterMail",
)
