"""A report → a ticket: one file a system, found by its name in ``SYSTEMS``.

Each module has ``SYSTEM``, a record of what the system is called, wants to know and can do, and a
``deliver`` that yields the steps (``system.py``). The other modules: ``report`` (what is put on the ticket),
``steering`` (what a ticket system would obey in it), ``places`` (settings and options checked), ``delivery`` (the steps
taken), ``kept`` (what stays here). HTTP and credentials are in ``remote/``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from headertrace.remote.errors import Refused

if TYPE_CHECKING:
    from headertrace.tickets.system import System

SYSTEMS = (
    "file", "email", "rt", "zammad", "osticket", "jira", "zendesk", "freshdesk", "glpi", "servicenow", "github",
    "gitlab", "webhook",
)  # fmt: skip


def load(name: str) -> System:
    """The system of that name. Raises Refused for an unknown one."""
    if name not in SYSTEMS:
        raise Refused(f"{name!r} is not one of {', '.join(SYSTEMS)}")
    system: System = import_module(f"headertrace.tickets.{name}").SYSTEM
    return system
