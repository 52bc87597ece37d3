"""What stands out: a registry of checks over a trace, one file a family.

``check`` holds a check's row and what it gives back, ``survey`` what it is given, ``index`` the families and
what each looks for, ``engine`` who asks them; ``choice`` leaves out what a user does not want to see.
"""

from __future__ import annotations

from headertrace.findings.engine import checks, find

__all__ = ["checks", "find"]
