"""The HTTP library that the transport uses; this file alone knows which one it is."""

import httpx as library

__all__ = ["library"]
