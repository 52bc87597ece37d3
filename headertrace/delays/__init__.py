"""What each wait was: one file a cause, asked in order; the surest answer is kept, near ones are named.

A Received line is written on arrival, so the time before it was mostly spent at the host before: the
delay belongs to the host that had the mail, unless the cause says otherwise.

``wait`` holds what a cause is given and gives back, ``index`` when each can matter, ``engine`` who asks.
"""

from __future__ import annotations

from headertrace.delays.engine import explain

__all__ = ["explain"]
