"""Imported where workers are made: what any of them will need is loaded once, and what they share stays shared."""

from __future__ import annotations

import gc

import pyarrow as pa

from headertrace.tracing import trace

_MESSAGE = b"""Received: from mx.example.net (mx.example.net [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS
 id 4XwYz1 for <bob@example.org>; Mon, 30 Nov 2026 10:00:01 +0000
Authentication-Results: mx.example.org; dkim=pass header.d=example.net; spf=pass smtp.mailfrom=example.net
Date: Mon, 30 Nov 2026 10:00:00 +0000
From: ann@example.net
Message-ID: <1@example.net>

"""

# Arrow's own pool keeps what it has had once, and each process would have a third more.
pa.set_memory_pool(pa.system_memory_pool())
pa.set_cpu_count(1)
trace(_MESSAGE)
gc.collect()
gc.freeze()
