"""The reading for servers that no other file knows: RFC 5321 section 4.4 as it stands."""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(name="general", product="a server not recognised", source="RFC 5321 section 4.4")
