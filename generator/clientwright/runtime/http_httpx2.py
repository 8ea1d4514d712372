"""The HTTP library in use and the library of connections below it; no other file names them."""

import httpcore2 as network
import httpx2 as library

__all__ = ["library", "network"]
