"""Microsoft IIS SMTP service.

Source: lines written by SMTPSVC of Windows Server.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="smtpsvc",
    product="Microsoft IIS SMTP service",
    source="lines written by SMTPSVC of Windows Server",
)
