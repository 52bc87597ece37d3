"""Yahoo Mail.

Source: lines written by Yahoo's hosts.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="yahoo",
    product="Yahoo Mail",
    source="lines written by Yahoo's hosts",
)
