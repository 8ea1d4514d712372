"""The runtime as it travels: byte for byte, with the one file that knows the HTTP library."""

from __future__ import annotations

from pathlib import Path

from clientwright import runtime

RUNTIME_FOLDER = "_runtime"
"""Where a package carries the runtime."""

HTTP_MODULES = {"httpx": "http.py", "httpx2": "http_httpx2.py"}
"""The HTTP libraries a package can stand on, and the file that imports each."""


def files(http: str) -> dict[str, str]:
    """Give all files of the runtime by their path in a generated package."""
    folder = Path(runtime.__path__[0])
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.py"))
    }
    chosen = texts[HTTP_MODULES[http]]
    carried = {name: text for name, text in texts.items() if name not in HTTP_MODULES.values()}
    everything = {**carried, "http.py": chosen}
    return {f"{RUNTIME_FOLDER}/{name}": text for name, text in everything.items()}
