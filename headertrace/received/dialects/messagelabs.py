"""Symantec.cloud (MessageLabs).

Source: lines written by messagelabs.com.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="messagelabs",
    product="Symantec.cloud (MessageLabs)",
    source="lines written by messagelabs.com",
    first="rdns",
)
