"""The runtime as it travels: byte for byte, with the one file that knows the HTTP library, and the rules in use."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from clientwright import runtime

HTTP = {"httpx": "http.py", "httpx2": "http_httpx2.py"}
"""The HTTP libraries a package can stand on, and the file that imports each."""

_ALWAYS = {"__init__.py", "base.py"}
_BESIDE = re.compile(r"^from \.(\w+) import ", re.M)


def files(http: str, kinds: Collection[str] = ()) -> dict[str, str]:
    """Give the runtime's files by their path in a generated package: of the rules, those of `kinds` alone."""
    folder = Path(runtime.__path__[0])
    found = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.py"))}
    chosen = found[HTTP[http]]
    carried = {name: text for name, text in found.items() if name not in HTTP.values()}
    rules = {f"rules/{name}": text for name, text in _rules(folder / "rules", kinds).items()}
    everything = {**carried, "http.py": chosen, **rules}
    return {f"_runtime/{name}": text for name, text in everything.items()}


def _rules(folder: Path, kinds: Collection[str]) -> dict[str, str]:
    """Read the files of some kinds, and whatever files beside them they import."""
    wanted, found = _ALWAYS | {f"{kind.replace('-', '_')}.py" for kind in kinds}, dict[str, str]()
    while left := sorted(wanted - found.keys()):
        found |= {name: (folder / name).read_text("utf-8") for name in left}
        beside = {name for text in found.values() for name in _BESIDE.findall(text)}
        wanted |= {f"{name}.py" for name in beside}
    return found
