"""The checks of the `jsonschema` library, by keyword."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any

_library: Any = importlib.import_module("jsonschema")


def library_checks(*keywords: str) -> Mapping[str, Any]:
    """Return the library's checks of keywords; one that it decides beside another has none."""
    known = _library.Draft202012Validator.VALIDATORS
    return {keyword: known[keyword] for keyword in keywords if keyword in known}


def validator_class(checks: Mapping[str, Any]) -> Any:
    """Return a validator class of JSON Schema 2020-12 with these checks."""
    return _library.validators.extend(_library.Draft202012Validator, dict(checks))


def failure(message: str) -> Iterable[Any]:
    """Return a check's single error."""
    return (_library.ValidationError(message),)
