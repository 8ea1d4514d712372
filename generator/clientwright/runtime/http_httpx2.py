"""The HTTP library in use; no other file names it."""

import httpx2 as library

__all__ = ["library"]
