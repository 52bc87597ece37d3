"""The joint reading of time: stamps, Date, second clocks and statements → wrong clocks with bounds, true waits.

Everything that is said of time rests on this one result; nothing goes back to the raw stamps.
"""

from headertrace.timeline.gathering import gather, submitted
from headertrace.timeline.joint import read
from headertrace.timeline.observations import Moments

__all__ = ["Moments", "gather", "read", "submitted"]
