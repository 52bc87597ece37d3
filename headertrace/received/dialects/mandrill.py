"""Mandrill (Mailchimp Transactional).

Source: lines written by mandrillapp.com.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="mandrill",
    product="Mandrill (Mailchimp Transactional)",
    source="lines written by mandrillapp.com",
)
