"""What each hop's server did, in the terms of RFC 5598, and which leg of the way the hop is.

A hop is told by the server that wrote the line, so its role is that server's. ``rules`` are asked in
order and the first that fits decides (``rule`` says what one is); ``assigning`` then says which hop put
the message into the mailbox. Every answer carries the line and the words it rests on. ``writers`` tells
the program that wrote the message.
"""

from __future__ import annotations

from headertrace.roles.assigning import assign

__all__ = ["assign"]
