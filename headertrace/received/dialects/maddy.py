"""maddy: ``from helo (rdns [ip]) by host (maddy) with ESMTPS id id; date``; the client may be left unnamed.

Source: internal/endpoint/smtp/session.go of maddy.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="maddy",
    product="maddy",
    source="internal/endpoint/smtp/session.go of maddy",
)
