"""SquirrelMail and other web mail over HTTP.

Source: class/deliver/Deliver.class.php of SquirrelMail.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="squirrelmail",
    product="SquirrelMail and other web mail over HTTP",
    source="class/deliver/Deliver.class.php of SquirrelMail",
)
