"""The modules of the runtime that a client under test carries, and its facts."""

from __future__ import annotations

import importlib
from typing import Any

from clientwright.testing.targets.client_target import ClientTarget


def runtime_module(client: ClientTarget, name: str) -> Any:
    """Return a module of the client's runtime."""
    return importlib.import_module(f"{client.name}._runtime.{name}")


def client_service(client: ClientTarget) -> Any:
    """Return the facts of the service that the client was generated with."""
    return importlib.import_module(f"{client.name}._service").SERVICE
