# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Media that an input holds itself, as a `data:` URI; loaded when an input has one."""

from __future__ import annotations

import re

from .media_extensions import KIND_FORMATS

_HEAD = re.compile(r"data:(?:(\w+)/[\w.+-]+)?(?:;[\w.-]+(?:=[^;,]*)?)*,", re.I | re.A).match


def data_uri_fault(uri: str, kind: str) -> str | None:
    """Return why a data: URI without blanks cannot hold a medium: its form, or another kind of content."""
    found = _HEAD(uri)
    said = (found[1] or "").lower() if found else ""
    if found and (not kind or said == kind or said not in KIND_FORMATS):
        return None
    return f"it contains {said}" if said else "it is not of the form data:image/png;base64,…"
