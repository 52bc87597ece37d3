"""Proofpoint.

Source: lines written by pphosted.com and ppe-hosted.com.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="proofpoint",
    product="Proofpoint",
    source="lines written by pphosted.com and ppe-hosted.com",
)
