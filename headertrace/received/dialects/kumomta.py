"""KumoMTA.

Source: crates/kumod/src/smtp_server.rs of KumoMTA.
"""

from headertrace.received.dialect import Dialect

DIALECT = Dialect(
    name="kumomta",
    product="KumoMTA",
    source="crates/kumod/src/smtp_server.rs of KumoMTA",
)
