"""The lab's name server: run inside its network, answers from a file of names and addresses.

The file has a line for each address, ``address name``; it is read anew for each question. A name
found there has A, AAAA and MX (itself), an address PTR; all else does not exist.
"""

import socket
import sys
from pathlib import Path

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.reversename
import dns.rrset


def answer(question: bytes, table: str) -> bytes:
    """The answer to one DNS question, as it goes over the wire."""
    query = dns.message.from_wire(question)
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA | dns.flags.RA
    asked = query.question[0]
    known = False
    for line in table.splitlines():
        address, text = line.split()
        name = dns.name.from_text(text)
        kind = "AAAA" if ":" in address else "A"
        rows = [(name, kind, address), (name, "MX", f"10 {text}.")]
        rows.append((dns.reversename.from_address(address), "PTR", text + "."))
        for owner, type_, value in rows:
            known = known or owner == asked.name
            if owner == asked.name and dns.rdatatype.from_text(type_) == asked.rdtype and not _told(reply, value):
                reply.answer.append(dns.rrset.from_text(owner, 60, "IN", type_, value))
    if not known:
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply.to_wire()


def _told(reply: dns.message.Message, value: str) -> bool:
    return any(str(row) == value for rrset in reply.answer for row in rrset)


def serve(address: str, table: Path) -> None:
    """Answer on UDP port 53 until ended."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as port:
        port.bind((address, 53))
        while True:
            question, asker = port.recvfrom(4096)
            port.sendto(answer(question, table.read_text()), asker)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
