"""The runtime as it travels: byte for byte, with the one file that knows the HTTP library."""

from __future__ import annotations

from pathlib import Path

from clientwright import runtime

HTTP = {"httpx": "http.py", "httpx2": "http_httpx2.py"}
"""The HTTP libraries a package can stand on, and the file that imports each."""


def files(http: str) -> dict[str, str]:
    """Give the runtime's files by their path in a generated package."""
    folder = Path(runtime.__path__[0])
    found = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.py"))}
    chosen = found[HTTP[http]]
    carried = {name: text for name, text in found.items() if name not in HTTP.values()}
    return {f"_runtime/{name}": text for name, text in {**carried, "http.py": chosen}.items()}
