"""A yes in microseconds: the validator in Rust is asked first, and the one in Python only where it does not say yes.

The one in Python has the words for what is wrong, and it decides: what the other cannot read at all, such as half of
a surrogate pair, it does not accept.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list

_NOT_A_SPACE = r"[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
"""What Python's `\\S` matches."""


def make_quick_validator(schema: Schema) -> Callable[[Any], bool]:
    """Return a function that returns True only for documents that a schema accepts, and for almost all of these.

    The schema's patterns use nothing that means more elsewhere than in Python, except for `\\S`.
    """
    library: Any = importlib.import_module("jsonschema_rs")
    is_valid = library.Draft202012Validator(_with_python_spaces(schema)).is_valid

    def surely_fits(document: Any) -> bool:
        try:
            return bool(is_valid(document))
        except ValueError:
            return False

    return surely_fits


def _with_python_spaces(value: Any) -> Any:
    """Return a schema in whose patterns `\\S` has Python's meaning."""
    if is_dict(value):
        named = {key: _with_python_spaces(inner) for key, inner in value.items()}
        if isinstance(pattern := value.get("pattern"), str):
            named["pattern"] = pattern.replace(r"\S", _NOT_A_SPACE)
        return named
    return [_with_python_spaces(inner) for inner in value] if is_list(value) else value
