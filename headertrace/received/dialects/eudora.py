"""Eudora Internet Mail Server.

Source: lines written by EIMS.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="eudora",
    product="Eudora Internet Mail Server",
    source="lines written by EIMS",
)
