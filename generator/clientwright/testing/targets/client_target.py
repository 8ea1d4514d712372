"""A generated client as a target: it refuses a payload, or shows what it would send."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from clientwright.codegen import lock_file as locks
from clientwright.codegen.problems import LockNewer
from clientwright.errors import ProblemsError, UsageError, describe_missing
from clientwright.schema.equality import json_equal
from clientwright.specs.model import Specs
from clientwright.testing.promises import Target
from clientwright.testing.targets.decision import Decision, FieldSteps, crash_cause

_ADVICE = "name a package that 'clientwright generate' wrote, or its folder"
_PATH_STEP = re.compile(r"\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\.?([^.\[\]]+)")


REQUIRED_NAMES: Mapping[str, tuple[str, ...]] = {
    "_service": ("SERVICE",),
    "_client": (),
    "_runtime.client": ("Client",),
    "_runtime.endpoint": ("Endpoint", "Request"),
    "_runtime.errors": ("InvalidInput",),
    "_runtime.job_handle": ("JobHandle",),
    "_runtime.job_protocol": ("JobProtocol", "MaybeSent", "NotSent", "Notify", "Response", "Sleep"),
}
"""The modules of a package that the harness uses, and the names in them."""


EndpointModules = Mapping[str, Sequence[str]]
"""The ids of endpoints, each with the names that usually lead from a package to its module."""


@dataclass(frozen=True, slots=True)
class ClientTarget:
    """One generated package; `endpoints` are its `Endpoint` values by model id."""

    package: ModuleType
    endpoints: Mapping[str, Any]
    refusal_type: type[Exception]
    target: Target = Target.CLIENT

    @classmethod
    def load(cls, where: str, chosen: EndpointModules | None = None) -> ClientTarget:
        """Import a package by its dotted name or the path of its folder.

        If endpoints are chosen, `endpoints` has only these, and no module of others is imported.

        Raises:
            UsageError: it does not exist, cannot be imported, or is not a generated client.
        """
        is_path = _is_path(where)
        if is_path and not Path(where).exists():
            raise UsageError(describe_missing(where, _ADVICE))
        if is_path and not Path(where).is_dir():
            folder = _package_folder(Path(where))
            raise UsageError(f"{where} is a file: name the package's folder, such as {folder}")
        name = _folder_module_name(Path(where)) if is_path else where
        try:
            package = _import_folder(Path(where), name) if is_path else _import_name(where)
            _require_names(package)
            endpoints = dict(_import_endpoints(package, chosen))
        except (Exception, SystemExit) as error:
            raise UsageError(_explain_failure(where, name, error)) from None
        errors = importlib.import_module(f"{package.__name__}._runtime.errors")
        return cls(package, endpoints, errors.InvalidInput)

    @property
    def name(self) -> str:
        """The package's name."""
        return self.package.__name__

    @property
    def folder(self) -> Path:
        """The package's folder."""
        return Path(self.package.__path__[0])

    def changed_specs(self, specs: Specs) -> str:
        """Return the ids of the specs that changed since the package's lock, or an empty string."""
        from clientwright.codegen.render_package import spec_hashes

        try:
            lock = locks.load_lock(self.folder)
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
            cause = crash_cause(error, self.folder)
            malfunction = "it raised an undocumented exception"
            return Decision(False, reason, malfunction=malfunction, cause=cause)
        if not json_equal(sent, payload):
            return Decision(True, f"it would send {sent!r}", malfunction="it changed the payload")
        return Decision(True, "it would send the payload unchanged")


def _parse_path(path: str) -> FieldSteps:
    """Split a fault's path, such as `multi_prompt[0].duration`, into its steps."""
    return tuple(next(filter(None, found), "") for found in _PATH_STEP.findall(path))


def output_data(output: Any, sent: Any) -> Any:
    """Return a client's output as JSON data; texts that are no object are spelled as they were sent."""
    bare = [*getattr(output, "bare", ())]
    if bare:
        return bare[0] if isinstance(sent, str) and len(bare) == 1 else bare
    return output.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _is_path(where: str) -> bool:
    return "/" in where or "\\" in where or Path(where).exists()


def _package_folder(file: Path) -> Path:
    """Return the package that a file is in: the folder with a lock, else the file's own."""
    locked = (folder for folder in file.parents if (folder / locks.LOCK_NAME).exists())
    return next(locked, file.parent)


def _import_name(name: str) -> ModuleType:
    if "" not in sys.path:
        sys.path.insert(0, "")
    return importlib.import_module(name)


def _folder_module_name(folder: Path) -> str:
    """Return a unique module name for a package in a folder, so that it clashes with no other."""
    folder = folder.resolve()
    return f"_clientwright_{abs(hash(str(folder))):x}_{folder.name}"


def _import_folder(folder: Path, name: str) -> ModuleType:
    """Import a package from a folder under a name."""
    folder = folder.resolve()
    start = folder / "__init__.py"
    spec = importlib.util.spec_from_file_location(
        name, start, submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None or not start.is_file():
        raise ImportError(f"{folder} has no __init__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _require_names(package: ModuleType) -> None:
    """Import the modules of a package that the harness uses.

    Raises:
        ModuleNotFoundError: a module, or a name in it, is missing; `name` of the error is its path.
    """
    for name, required in REQUIRED_NAMES.items():
        path = f"{package.__name__}.{name}"
        module = importlib.import_module(path)
        for one in required:
            if not hasattr(module, one):
                raise ModuleNotFoundError(f"{name} has no {one}", name=f"{path}.{one}")


def _explain_failure(where: str, name: str, error: BaseException) -> str:
    """Return why a package cannot be used as a client, and what to try."""
    part = error.name if isinstance(error, ImportError) and error.name else ""
    folder = Path(where) if _is_path(where) else _folder_of(name)
    if part.startswith(f"{name}.") and folder is not None and (folder / "_runtime").is_dir():
        missing = isinstance(error, ModuleNotFoundError)
        why = f"it has no {part.removeprefix(f'{name}.')}" if missing else str(error)
        return (
            f"{where} is incomplete or was generated by another version of clientwright"
            f"{_generator_version(folder)}: {why}; generate it again with 'clientwright generate', "
            "or a copy with 'clientwright vendor'"
        )
    reason = f"{type(error).__name__}: {error}"
    advice = "name a package that `clientwright generate` wrote, or its folder"
    return f"{where} is not a client that can be imported ({reason}); {advice}"


def _folder_of(name: str) -> Path | None:
    """Return the folder of a package by its dotted name, or None if it cannot be found."""
    try:
        found = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return None
    return Path(found.origin).parent if found and found.origin else None


def _generator_version(folder: Path) -> str:
    """Return the version in a package's lock, in parentheses, or an empty string without one."""
    try:
        lock = locks.load_lock(folder)
    except ProblemsError as blocked:
        newer = [found for found in blocked.problems if isinstance(found, LockNewer)]
        return f" ({newer[0].generator})" if newer else ""
    return f" ({lock.generator})" if lock else ""


def _import_endpoints(
    package: ModuleType, chosen: EndpointModules | None
) -> Iterator[tuple[str, Any]]:
    """Yield the endpoints of a package, or the chosen ones: each at its usual place, or wherever it is."""
    if chosen is None:
        yield from _find_endpoints(package)
        return
    usual = {id: _usual_endpoint(package, id, path) for id, path in chosen.items()}
    yield from ((id, endpoint) for id, endpoint in usual.items() if endpoint is not None)
    absent = {id for id, endpoint in usual.items() if endpoint is None}
    if absent:
        yield from (pair for pair in _find_endpoints(package) if pair[0] in absent)


def _usual_endpoint(package: ModuleType, id: str, path: Sequence[str]) -> Any:
    """Return the endpoint at its usual place, or None if another one or none is there."""
    name = ".".join((package.__name__, *path))
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            return None
        raise
    endpoint = getattr(module, "ENDPOINT", None)
    return endpoint if endpoint is not None and str(endpoint.id) == id else None


def _find_endpoints(package: ModuleType) -> Iterator[tuple[str, Any]]:
    prefix = f"{package.__name__}."
    for found in pkgutil.walk_packages(package.__path__, prefix, onerror=_reraise):
        if not found.ispkg and not found.name.startswith(f"{prefix}_runtime"):
            endpoint = getattr(importlib.import_module(found.name), "ENDPOINT", None)
            if endpoint is not None:
                yield str(endpoint.id), endpoint


def _reraise(name: str) -> None:
    """Raise the error of a subpackage's import, which `walk_packages` would ignore."""
    error = sys.exception()
    if error is not None:
        raise error
