"""PDF: the HTML report on paper (A4), tagged for screen readers (PDF/UA-1); set by WeasyPrint.

What fills most of the paper (the header, why it waited, second clocks, signatures) is printed only where all was
asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from headertrace.renderings import html
from headertrace.renderings.rendering import RenderingError, needed

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options


def render_bytes(traces: Sequence[Trace], options: Options) -> bytes:
    """Raises RenderingError without the library, or without the Pango that it draws with."""
    try:
        weasyprint = needed("weasyprint", "pdf")
    except OSError as error:
        words = str(error).splitlines()[0]
        raise RenderingError(f"pdf: WeasyPrint lacks a system library: {words}; install Pango") from None
    page = weasyprint.HTML(string=html.document(traces, options, options.full), url_fetcher=_Nothing())
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1"))


class _Nothing:
    """What fetches nothing: a report needs nothing, and what a template of one's own names is left out."""

    # Newer versions of WeasyPrint ask this of any fetcher that raises.
    _fail_on_errors = False

    def __call__(self, url: str, *_: Any, **__: Any) -> NoReturn:
        raise ValueError(f"not fetched: {url}")
