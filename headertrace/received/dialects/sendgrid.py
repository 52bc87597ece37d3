"""SendGrid.

Source: lines written by SendGrid's geopod and filter hosts.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="sendgrid",
    product="SendGrid",
    source="lines written by SendGrid's geopod and filter hosts",
)
