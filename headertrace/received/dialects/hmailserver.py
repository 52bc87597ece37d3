"""hMailServer.

Source: source/Server/SMTP/SMTPConnection.cpp of hMailServer.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="hmailserver",
    product="hMailServer",
    source="source/Server/SMTP/SMTPConnection.cpp of hMailServer",
)
