"""The HTTP library in use; no other file names it."""

import httpx as library

__all__ = ["library"]
