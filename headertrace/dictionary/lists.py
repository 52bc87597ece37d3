"""What mailing lists add. ``list:`` says how sure it is that the mail came by one: its name, its address, a hint."""

from __future__ import annotations

from headertrace.dictionary.rows import Row, marked

ROWS: tuple[Row, ...] = (
    ("precedence", "list", "any", "terms", "", "bulk or list mail", "common use, RFC 2076"),
    ("list-id", "list", "any", "senders", "list:name", "the mailing list", "RFC 2919"),
    ("list-post", "list", "any", "terms", "list:post", "how to write to the list", "RFC 2369"),
    ("list-help", "list", "any", "terms", "list:hint", "help on the list", "RFC 2369"),
    ("list-unsubscribe", "list", "any", "terms", "list:hint", "how to leave", "RFC 2369"),
    ("list-unsubscribe-post", "list", "any", "terms", "", "how to leave with one click", "RFC 8058"),
    ("list-subscribe", "list", "any", "terms", "", "how to join", "RFC 2369"),
    ("list-owner", "list", "any", "terms", "", "who runs the list", "RFC 2369"),
    ("list-archive", "list", "any", "terms", "", "where the list is kept", "RFC 2369"),
    ("mailing-list", "list", "any", "senders", "list:name", "the mailing list", "ezmlm"),
    ("x-mailing-list", "list", "any", "senders", "list:name", "the mailing list", "list managers"),
    ("x-mailman-version", "list", "any", "terms", "list:hint", "the list manager", "Mailman"),
    ("x-beenthere", "list", "any", "senders", "list:name", "the list it has been through", "Mailman"),
    ("x-loop", "list", "any", "senders", "list:hint", "a mark against loops", "procmail, list managers"),
    ("errors-to", "list", "any", "senders", "", "where bounces went, before Return-Path did it", "RFC 2076"),
    ("list-software", "list", "any", "terms", "", "the mailing list's marks", "RFC 2369"),
    ("x-mailman-approved-at", "list", "any", "date", "moderated clock:dated", "Mailman's marks", "Mailman"),
    # Who writes these, and what they mean, is not entered yet.
    ("delivered-to-list", "", "", "recipients", "list:hint", "", ""),
    ("x-admin", "", "", "senders", "", "", ""),
    ("x-approved-at", "", "", "date", "moderated", "", ""),
    ("x-egroups-return", "", "", "text", "clock:counted", "", ""),
    ("x-list-administrivia", "", "", "terms", "", "", ""),
    ("x-list-received-date", "", "", "date", "clock:dated", "", ""),
    ("x-listprocessor-version", "", "", "terms", "list:hint", "", ""),
    ("x-moderated-at", "", "", "date", "moderated", "", ""),
    ("x-no-archive", "", "", "terms", "", "", ""),
    ("x-owner", "", "", "senders", "", "", ""),
)  # fmt: skip

# Those that name the list the mail came by; those that give its address; both; with what others than lists write too.
NAMING = marked(ROWS, "list:name")
POSTING = marked(ROWS, "list:post")
ADDRESSING = frozenset(marked(ROWS, "list:name", "list:post"))
ALL = frozenset(marked(ROWS, "list:name", "list:post", "list:hint"))
MODERATED = frozenset(marked(ROWS, "moderated"))

# What the hosts of lists are called, by a word of their first label: "usw-list2".
_HOSTS = frozenset(
    {"list", "lists", "listserv", "listman", "mailman", "groups", "majordomo", "lyris", "ezmlm", "sympa"}
)


def named(host: str | None) -> bool:
    """Whether a host is called as those of lists are."""
    words = (host or "").partition(".")[0].split("-")
    return not _HOSTS.isdisjoint([word.rstrip("0123456789") for word in words])
