"""Courier.

Source: courier/module.esmtp/courieresmtpd.c of Courier.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="courier",
    product="Courier",
    source="courier/module.esmtp/courieresmtpd.c of Courier",
)
