"""amavis.

Source: amavisd, sub prepare_modified_mail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="amavis",
    product="amavis",
    source="amavisd, sub prepare_modified_mail",
)
