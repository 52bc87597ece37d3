"""HCL (IBM, Lotus) Domino.

Source: lines written by Domino's SMTP listener.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="domino",
    product="HCL (IBM, Lotus) Domino",
    source="lines written by Domino's SMTP listener",
)
