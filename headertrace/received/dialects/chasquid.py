"""chasquid: ``from helo (rdns [ip]) by host (chasquid) with ESMTPS id id (over TLS) (envelope from "a"); date``.

Source: internal/smtpsrv/conn.go of chasquid.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="chasquid",
    product="chasquid",
    source="internal/smtpsrv/conn.go of chasquid",
)
