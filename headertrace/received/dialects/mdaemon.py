"""MDaemon.

Source: lines written by MDaemon.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="mdaemon",
    product="MDaemon",
    source="lines written by MDaemon",
)
