"""Second clocks: times that ids and other fields carry beside the stamps.

``scheme`` says what a scheme is, ``index`` which one reads what, ``reading`` asks them, ``zones`` tells by them which
stamps have a wrong zone; every other file here reads one scheme.
"""

from __future__ import annotations

from headertrace.clocks.reading import of_field, of_id, read
from headertrace.clocks.scheme import Reading

__all__ = ["Reading", "of_field", "of_id", "read"]
