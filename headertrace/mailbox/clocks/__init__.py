"""Every host's clock against the others over time, from all messages together.

Each hand-over bounds the difference of two clocks from one side: nothing arrives before it was sent. Messages both ways
bound it from both sides; of many one way, the fastest was hardly held up (``bounds`` says what is assumed of it).
"""

from headertrace.mailbox.clocks.pooling import pooled
from headertrace.mailbox.clocks.showings import Showing

__all__ = ["Showing", "pooled"]
