"""Laws run without a clock: the machine may be busy; and nothing is left in the user's cache."""

from __future__ import annotations

import os

os.environ.setdefault("CLIENTWRIGHT_CACHE", "off")
