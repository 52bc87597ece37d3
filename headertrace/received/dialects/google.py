"""Google (Gmail and Workspace).

Source: lines written by Google's hosts.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="google",
    product="Google (Gmail and Workspace)",
    source="lines written by Google's hosts",
)
