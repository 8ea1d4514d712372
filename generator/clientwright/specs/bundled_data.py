"""Data shipped with the program: meta-schemas, and the specs of known providers.

In a wheel they are inside the package; in a checkout they are `specs/` itself, so there is only one
copy to edit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

DEFAULT_SERVICE = "runcomfy"
"""The service that is meant where there are no specs, if nobody names one."""
_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def data_folder() -> Path:
    """Return the folder with `meta/` and one folder of specs for each known service."""
    packed = _PACKAGE / "data"
    return packed if packed.is_dir() else _PACKAGE.parent.parent / "specs"


@cache
def meta_schema(name: str) -> Mapping[str, Any]:
    """Return a meta-schema by name: `service` or `endpoint`."""
    schema: Mapping[str, Any] = json.loads(
        (data_folder() / "meta" / f"{name}.schema.json").read_text("utf-8")
    )
    return schema


def bundled_service_files() -> tuple[Path, ...]:
    """Return the service files shipped with the program."""
    return tuple(sorted(data_folder().glob("*/service.json")))


def default_service_file() -> Path:
    """Return the file of the service that is meant where nobody names one."""
    return data_folder() / DEFAULT_SERVICE / "service.json"
