"""YAML text of plain values that readers of YAML 1.1 and 1.2 read as the same values."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

_PLAIN = re.compile(r"[A-Za-z/$][A-Za-z0-9 _./()$-]*[A-Za-z)]")
_WORDS = frozenset("true false null yes no on off y n".split())


def dump_yaml_text(value: Any) -> str:
    """Return plain values as YAML; a text that some reader takes for another value is quoted."""
    yaml: Any = import_module("yaml")
    dumper: Any = type("_Dumper", (yaml.SafeDumper,), {"ignore_aliases": lambda self, data: True})
    dumper.add_representer(str, _represent_text)
    text: str = yaml.dump(value, Dumper=dumper, sort_keys=False, width=10**6, allow_unicode=True)
    return text


def _represent_text(dumper: Any, text: str) -> Any:
    plain = _PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')
