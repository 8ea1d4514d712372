"""A generated client as a target: it refuses a payload, or shows what it would send."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from clientwright.codegen import lock_file as locks
from clientwright.codegen.render_package import spec_hashes
from clientwright.errors import ProblemsError, UsageError, describe_missing
from clientwright.specs.model import Specs
from clientwright.testing.payloads.generation.arrays import json_equal
from clientwright.testing.promises import Target
from clientwright.testing.targets.decision import Decision, FieldSteps

_ADVICE = "name a package that 'clientwright generate' wrote, or its folder"
_PATH_STEP = re.compile(r"\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\.?([^.\[\]]+)")


@dataclass(frozen=True, slots=True)
class ClientTarget:
    """One generated package; `endpoints` are its `Endpoint` values by model id."""

    package: ModuleType
    endpoints: Mapping[str, Any]
    refusal_type: type[Exception]
    target: Target = Target.CLIENT

    @classmethod
    def load(cls, where: str) -> ClientTarget:
        """Import a package by its dotted name or the path of its folder.

        Raises:
            UsageError: it does not exist, cannot be imported, or is not a generated client.
        """
        if _is_path(where) and not Path(where).exists():
            raise UsageError(describe_missing(where, _ADVICE))
        try:
            package = _import_folder(Path(where)) if _is_path(where) else _import_name(where)
            errors = importlib.import_module(f"{package.__name__}._runtime.errors")
            endpoints = dict(_find_endpoints(package))
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise UsageError(
                f"{where} is not a client that can be imported ({reason}); {_ADVICE}"
            ) from None
        return cls(package, endpoints, errors.InvalidInput)

    @property
    def name(self) -> str:
        """The package's name."""
        return self.package.__name__

    def changed_specs(self, specs: Specs) -> str:
        """Return the ids of the specs that changed since the package's lock, or an empty string."""
        try:
            lock = locks.load_lock(Path(self.package.__path__[0]))
        except ProblemsError:
            return ""
        known = lock.specs if lock else {}
        now = spec_hashes(specs)
        other = [id for id, digest in known.items() if id in now and now[id] != digest]
        return ", ".join(other)

    def has_endpoint(self, endpoint: str) -> bool:
        """Return whether the package has the endpoint."""
        return endpoint in self.endpoints

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Let the client check a payload as arguments."""
        try:
            sent = self.endpoints[endpoint].request(payload).body
        except self.refusal_type as refused:
            faults: Any = getattr(refused, "faults", ())
            return Decision(False, str(refused), tuple(_parse_path(fault.path) for fault in faults))
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            return Decision(False, reason, malfunction="it raised an undocumented exception")
        if not json_equal(sent, payload):
            return Decision(True, f"it would send {sent!r}", malfunction="it changed the payload")
        return Decision(True, "it would send the payload unchanged")


def _parse_path(path: str) -> FieldSteps:
    """Split a fault's path, such as `multi_prompt[0].duration`, into its steps."""
    return tuple(next(filter(None, found), "") for found in _PATH_STEP.findall(path))


def _is_path(where: str) -> bool:
    return "/" in where or "\\" in where or Path(where).is_dir()


def _import_name(name: str) -> ModuleType:
    if "" not in sys.path:
        sys.path.insert(0, "")
    return importlib.import_module(name)


def _import_folder(folder: Path) -> ModuleType:
    """Import a package from a folder under a unique name, so that it clashes with no other."""
    folder = folder.resolve()
    start = folder / "__init__.py"
    name = f"_clientwright_{abs(hash(str(folder))):x}_{folder.name}"
    spec = importlib.util.spec_from_file_location(
        name, start, submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None or not start.is_file():
        raise ImportError(f"{folder} has no __init__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _find_endpoints(package: ModuleType) -> Iterator[tuple[str, Any]]:
    prefix = f"{package.__name__}."
    for found in pkgutil.walk_packages(package.__path__, prefix):
        if not found.ispkg and not found.name.startswith(f"{prefix}_runtime"):
            endpoint = getattr(importlib.import_module(found.name), "ENDPOINT", None)
            if endpoint is not None:
                yield str(endpoint.id), endpoint
