"""The header's words held against the world of today. The only room that uses the network, and only when asked.

A check is a file as ``case.py`` says and a row in ``index.py``.
"""

from __future__ import annotations

from headertrace.lookup.engine import check, checking

__all__ = ["check", "checking"]
