"""FortiMail.

Source: FortiMail administration guide.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="fortimail",
    product="FortiMail",
    source="FortiMail administration guide",
)
