"""smap and other smtpd firewalls.

Source: smap.c of the TIS firewall toolkit.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="smap",
    product="smap and other smtpd firewalls",
    source="smap.c of the TIS firewall toolkit",
    first="rdns",
)
