"""Rackspace and Emailsrvr.

Source: lines written by emailsrvr.com.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="rackspace",
    product="Rackspace and Emailsrvr",
    source="lines written by emailsrvr.com",
)
