"""ZMailer.

Source: smtpserver/smtpdata.c of ZMailer.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="zmailer",
    product="ZMailer",
    source="smtpserver/smtpdata.c of ZMailer",
)
