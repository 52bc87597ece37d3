"""DragonFly Mail Agent.

Source: mail.c and dma.c of dma.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="dma",
    product="DragonFly Mail Agent",
    source="mail.c and dma.c of dma",
    first="peer",
)
