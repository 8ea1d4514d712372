"""Hypothesis without deadlines, because the machine may be busy, and no cache in the user's folder."""

from __future__ import annotations

import os

os.environ.setdefault("CLIENTWRIGHT_CACHE", "off")
