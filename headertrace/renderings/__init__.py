"""Trace → text, or a picture's or a paper's bytes. One file a format, found by its row in ``index.py``."""

from __future__ import annotations

from headertrace.renderings.engine import pieces, render, render_bytes
from headertrace.renderings.index import BINARY, FORMATS
from headertrace.renderings.rendering import Options, RenderingError

__all__ = ["BINARY", "FORMATS", "Options", "RenderingError", "pieces", "render", "render_bytes"]
