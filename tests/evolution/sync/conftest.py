"""Laws run without a clock: the machine may be busy; and nothing is left in the user's cache."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("CLIENTWRIGHT_CACHE", "off")

settings.register_profile("any-speed", deadline=None, max_examples=30)
settings.load_profile("any-speed")
