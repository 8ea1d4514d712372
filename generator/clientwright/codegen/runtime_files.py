"""The runtime's files, copied unchanged, with the one module of the chosen HTTP library."""

from __future__ import annotations

from pathlib import Path

from clientwright import runtime

RUNTIME_FOLDER = "_runtime"
"""Folder of the runtime in a package."""

HTTP_MODULES = {"httpx": "http.py", "httpx2": "http_httpx2.py"}
"""The supported HTTP libraries, and the runtime module that imports each."""


def files(http: str) -> dict[str, str]:
    """Return the texts of the runtime's files, by path in a generated package."""
    folder = Path(runtime.__path__[0])
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.py"))
    }
    chosen = texts[HTTP_MODULES[http]]
    carried = {name: text for name, text in texts.items() if name not in HTTP_MODULES.values()}
    everything = {**carried, "http.py": chosen}
    return {f"{RUNTIME_FOLDER}/{name}": text for name, text in everything.items()}
