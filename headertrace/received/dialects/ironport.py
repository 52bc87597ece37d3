"""Cisco IronPort.

Source: Cisco Secure Email user guide.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="ironport",
    product="Cisco IronPort",
    source="Cisco Secure Email user guide",
)
