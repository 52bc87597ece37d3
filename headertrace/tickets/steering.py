"""Words of a message that a ticket system would obey, were they to reach it by mail, made mere words.

A mark in a subject puts a mail on the ticket that it names; a line such as "Status: resolved" or "/close", at the top
of a text or anywhere in it, closes the ticket it comes to. The message that is reported on may hold both.

Source: bestpractical/rt, lib/RT/Interface/Email.pm (ParseTicketId); RT-Extension-CommandByMail (README);
redmine/redmine, app/models/mail_handler.rb (keywords); doc/user/project/quick_actions.md of GitLab; Zendesk help,
"Using the mail API" (#status solved); Jira Data Center, "Creating issues and comments from email" (keys in a subject).
"""

from __future__ import annotations

import re

from headertrace.patterns import lazy

GREETING = "The path of a mail, as headertrace reads it."

# [rt.example.org #12], [#12], [Ticket#2026112410000012], [A1B2C3-D4E5]: brackets with a number in them.
_BRACKETED = lazy(r"\[([^\[\]]{0,120}[0-9#][^\[\]]{0,120})\]")
# #12, ##RE-12##.
_NUMBERED = lazy(r"#(?=[#\w])")
# PROJ-12, INC0010001, Ref:MSG0000012.
_KEY = lazy(r"\b([A-Z][A-Z0-9_]{0,30})-(?=[0-9])|\b([A-Z]{2,12})(?=[0-9]{4})")
# The command words of the systems above, and the signs that make a line one.
_COMMAND = lazy(
    r"^(?=[ \t]*(?:[/#@%+!](?=\w)|(?:(?:add|del|set)[ \t]*)?(?:"
    r"status|owner|queue|subject|priority|final[ ]?priority|time(?:[ ]?(?:worked|left|estimated))?|starts|started|due"
    r"(?:[ ]date)?|resolved|told|requestors?|cc|admin[ ]?cc|refers[ ]?to|depends[ ]?on|members?[ ]?of|parent|child"
    r"|project|tracker|category|assigned[ ]to|assignee|fixed[ ]version|start[ ]date|estimated[ ]hours|done[ ]ratio"
    r"|type|severity|tags?|group|custom[ ]?field\S{0,80}|cf\S{0,80})[ \t]*[:=]))",
    re.IGNORECASE | re.MULTILINE,
)


def untagged(title: str) -> str:
    """A title without marks of tickets: brackets with numbers rounded, numbers and keys set apart."""
    title = _BRACKETED.sub(r"(\1)", title)
    title = _NUMBERED.sub("# ", title)
    return _KEY.sub(lambda found: f"{found[1] or found[2]} ", title)


def unsteering(text: str) -> str:
    """A text that begins with our own words and has no line that is a command: those get a bar before them."""
    return f"{GREETING}\n\n{_COMMAND.sub('| ', text)}"
