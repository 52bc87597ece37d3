"""Post.Office.

Source: lines written by Post.Office.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="postoffice",
    product="Post.Office",
    source="lines written by Post.Office",
)
