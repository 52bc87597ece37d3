"""L-Soft's LISTSERV and its SMTPL listener.

Source: lines written by LISTSERV ("(LISTSERV-TCP/IP release 1.8d) with spool id 102380 for LIST@HOST": the
list's own queue) and by SMTPL ("(SMTPL release 1.0d) with TCP": taken in for it).
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="listserv",
    product="LISTSERV",
    source="lines written by LISTSERV and SMTPL",
)
