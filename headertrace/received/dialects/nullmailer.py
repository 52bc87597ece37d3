"""nullmailer.

Source: src/inject.cc and queue.cc of nullmailer.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="nullmailer",
    product="nullmailer",
    source="src/inject.cc and queue.cc of nullmailer",
    first="peer",
)
