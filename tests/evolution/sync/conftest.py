"""Hypothesis without deadlines, because the machine may be busy, and no cache in the user's folder."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("CLIENTWRIGHT_CACHE", "off")

settings.register_profile("any-speed", deadline=None, max_examples=30)
settings.load_profile("any-speed")
