"""ArGoSoft Mail Server.

Source: lines written by ArGoSoft.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="argosoft",
    product="ArGoSoft Mail Server",
    source="lines written by ArGoSoft",
)
