"""Oracle, iPlanet and Sun messaging servers, PMDF.

Source: Oracle Communications Messaging Server reference.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="oracle",
    product="Oracle, iPlanet and Sun messaging servers, PMDF",
    source="Oracle Communications Messaging Server reference",
)
