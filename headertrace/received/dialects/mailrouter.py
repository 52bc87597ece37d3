"""MailRouter.

Source: lines written by MailRouter.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="mailrouter",
    product="MailRouter",
    source="lines written by MailRouter",
)
