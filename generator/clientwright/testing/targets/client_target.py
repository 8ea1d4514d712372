"""A generated client as a target: it refuses before anything is sent, or says what it would send."""

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
from clientwright.errors import ProblemsError, UsageError
from clientwright.specs.model import Specs
from clientwright.testing.payloads.generation.arrays import json_equal
from clientwright.testing.promises import Target
from clientwright.testing.targets.decision import Decision, FieldSteps

_PATH_STEP = re.compile(r"\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\.?([^.\[\]]+)")


@dataclass(frozen=True, slots=True)
class ClientTarget:
    """One generated package, wherever it lives; `endpoints` are its `Endpoint` values by model id."""

    package: ModuleType
    endpoints: Mapping[str, Any]
    refusal_type: type[Exception]
    target: Target = Target.CLIENT

    @classmethod
    def load(cls, where: str) -> ClientTarget:
        """Import a package by its dotted name, or by the path of its folder.

        Raises:
            UsageError: there is none, it cannot be imported, or it is no generated client.
        """
        try:
            package = _import_folder(Path(where)) if _is_path(where) else _import_name(where)
            errors = importlib.import_module(f"{package.__name__}._runtime.errors")
            endpoints = dict(_find_endpoints(package))
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            advice = "name a package that `clientwright generate` wrote, or its folder"
            raise UsageError(
                f"{where}: is no client that can be imported ({said}); {advice}"
            ) from None
        return cls(package, endpoints, errors.InvalidInput)

    @property
    def name(self) -> str:
        """The package's name."""
        return self.package.__name__

    def changed_specs(self, specs: Specs) -> str:
        """List what of the package is not what the specs give, or nothing; by its lock alone."""
        try:
            lock = locks.load_lock(Path(self.package.__path__[0]))
        except ProblemsError:
            return ""
        known = lock.specs if lock else {}
        now = spec_hashes(specs)
        other = [id for id, digest in known.items() if id in now and now[id] != digest]
        return ", ".join(other)

    def has_endpoint(self, endpoint: str) -> bool:
        """Tell whether the package has the endpoint."""
        return endpoint in self.endpoints

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Let the client check a payload as arguments."""
        try:
            sent = self.endpoints[endpoint].payload(payload)
        except self.refusal_type as refused:
            faults: Any = getattr(refused, "faults", ())
            return Decision(False, str(refused), tuple(_parse_path(fault.path) for fault in faults))
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            return Decision(False, said, malfunction="it raised what it does not document")
        if not json_equal(sent, payload):
            return Decision(
                True, f"it would send {sent!r}", malfunction="it changed what it was given"
            )
        return Decision(True, "it would send the payload as it is")


def _parse_path(path: str) -> FieldSteps:
    """Read a fault's path: `multi_prompt[0].duration`."""
    return tuple(next(filter(None, found), "") for found in _PATH_STEP.findall(path))


def _is_path(where: str) -> bool:
    return "/" in where or "\\" in where or Path(where).is_dir()


def _import_name(name: str) -> ModuleType:
    if "" not in sys.path:
        sys.path.insert(0, "")
    return importlib.import_module(name)


def _import_folder(folder: Path) -> ModuleType:
    """Import a package from a folder under a name of its own, so that it meets no other of the same name."""
    folder = folder.resolve()
    start = folder / "__init__.py"
    name = f"_clientwright_{abs(hash(str(folder))):x}_{folder.name}"
    spec = importlib.util.spec_from_file_location(
        name, start, submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None or not start.is_file():
        raise ImportError(f"{folder} holds no __init__.py")
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
