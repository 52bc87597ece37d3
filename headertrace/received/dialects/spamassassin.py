"""SpamAssassin and spamd wrappers.

Source: lib/Mail/SpamAssassin/PerMsgStatus.pm of SpamAssassin.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="spamassassin",
    product="SpamAssassin and spamd wrappers",
    source="lib/Mail/SpamAssassin/PerMsgStatus.pm of SpamAssassin",
)
