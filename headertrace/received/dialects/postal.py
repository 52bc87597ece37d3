"""Postal: ``from helo (rdns [ip]) by api (Postal) with HTTP; date`` for the web interface, else ``with SMTP``.

Source: app/lib/smtp_server/client.rb and message_parser of Postal.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="postal",
    product="Postal",
    source="app/lib/smtp_server/client.rb and message_parser of Postal",
)
