"""Zone-MTA.

Source: lib/mail-queue.js and smtp-interface of Zone-MTA.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="zonemta",
    product="Zone-MTA",
    source="lib/mail-queue.js and smtp-interface of Zone-MTA",
)
