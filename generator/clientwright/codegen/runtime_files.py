"""The runtime's files, copied unchanged, with the one module of the chosen HTTP library."""

from __future__ import annotations

from dataclasses import MISSING, fields
from importlib import import_module
from pathlib import Path

from clientwright import runtime

RUNTIME_FOLDER = "_runtime"
"""Folder of the runtime in a package."""

HTTP_MODULES = {"httpx": "http.py", "httpx2": "http_httpx2.py"}
"""The supported HTTP libraries, and the runtime module that imports each."""


def required_fields(module: str, name: str) -> tuple[str, ...]:
    """Return the fields without a default of a dataclass of the runtime, in order."""
    found = getattr(import_module(f"{runtime.__name__}.{module}"), name)
    return tuple(field.name for field in fields(found) if field.default is MISSING)


def priced_fields() -> tuple[str, ...]:
    """Return the names of the fields whose defaults the runtime needs to know a job's price."""
    found: tuple[str, ...] = import_module(f"{runtime.__name__}.batch.pricing").PRICED_FIELDS
    return found


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
