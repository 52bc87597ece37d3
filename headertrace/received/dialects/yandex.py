"""Yandex.

Source: lines written by Yandex, nwsmtp.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="yandex",
    product="Yandex",
    source="lines written by Yandex, nwsmtp",
)
