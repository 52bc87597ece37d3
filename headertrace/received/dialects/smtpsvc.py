"""Microsoft's SMTP service: ``from helo ([ip]) by host with Microsoft SMTPSVC(5.0.2195.2966)``.

What a program on the same machine put into the pickup folder is ``from mail pickup service``:
no host is named. Source: lines written by SMTPSVC of Windows Server and by Hotmail.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts


def read(clauses: Clauses, facts: Facts) -> None:
    if clauses.sender.startswith("mail pickup service"):
        facts.helo = None
