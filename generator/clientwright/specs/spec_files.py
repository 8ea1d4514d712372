"""The specs folder: load all of it with all problems, choose a service, and save without losing anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clientwright.errors import ProblemsError, SourceError, UsageError, describe_missing
from clientwright.io import atomic_files, json_text
from clientwright.io.cache import Cache, hash_text, open_cache
from clientwright.problems import Location, Problem, escape_unprintable, nearest_name
from clientwright.specs import codec
from clientwright.specs.bundled_data import (
    DEFAULT_SERVICE,
    bundled_service_files,
    data_folder,
)
from clientwright.specs.codec import restore_key_order
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId, check_model_id
from clientwright.specs.problems import BadModelId, IdMismatch, Unreadable
from clientwright.specs.service_files import (
    SERVICE_FILE,
    find_service_files,
    spec_paths,
    specs_root,
    unknown_service,
)
from clientwright.specs.spec_validation import validate_document


@dataclass(frozen=True, slots=True)
class LoadedSpecs:
    """The readable services of a specs folder, and the problems of the rest."""

    services: tuple[Specs, ...] = ()
    problems: tuple[Problem, ...] = ()
    digests: Mapping[Path, str] = field(default_factory=dict[Path, str])
    """Hashes of the texts of the files of services and endpoints."""


def load_specs(root: Path, *, cached: bool = True) -> LoadedSpecs:
    """Load every service and endpoint below `root`; if it is the folder of a service, only that one.

    A folder that will not be there again is better not `cached`.

    Raises:
        UsageError: the folder does not exist, or contains no service.
    """
    files = find_service_files(root)
    if not files:
        hint = "run 'clientwright import' first, or name the folder with --specs"
        raise UsageError(
            f"{root} contains no specs (no */{SERVICE_FILE}); {hint}"
            if root.exists()
            else describe_missing(root, hint)
        )
    root = specs_root(root)
    problems: list[Problem] = []
    digests: dict[Path, str] = {}
    services = [
        specs
        for file in files
        for specs in _load_service_folder(root, file, problems, digests, cached)
    ]
    return LoadedSpecs(tuple(services), tuple(problems), digests)


def load_packaged_specs() -> LoadedSpecs:
    """Load the specs shipped with the program."""
    return load_specs(data_folder())


def load_service(root: Path, name: str = "") -> Service:
    """Load the service of a specs folder, or one shipped with the program; `name` chooses one of several.

    Raises:
        UsageError: there is no service of that name, or the folder has several and none is named.
        ProblemsError: its file is not valid.
        SourceError: its file cannot be read.
    """
    return read_service(_service_file(root, name))


def load_other_services(root: Path, service: Service) -> list[Service]:
    """Load the other services of a specs folder, and those shipped with the program, as far as they are valid."""
    files = {path.resolve().parent.name: path for path in bundled_service_files()}
    files |= {path.resolve().parent.name: path for path in find_service_files(root)}
    found: list[Service] = []
    for name, path in files.items():
        with suppress(ProblemsError, SourceError):
            found += [read_service(path)] if name != service.name else []
    return found


def read_service(path: Path) -> Service:
    """Read a service's file.

    Raises:
        ProblemsError: it is not valid.
        SourceError: it cannot be read.
    """
    return Service(_load_document(path, "service"), path)


def _service_file(root: Path, name: str) -> Path:
    """Return the file of a service: the folder's own, else the one shipped with the program."""
    own = {path.resolve().parent.name: path for path in find_service_files(root)}
    shipped = {path.parent.name: path for path in bundled_service_files()}
    if not name:
        if len(own) > 1:
            raise UsageError(
                f"{root} contains several services ({', '.join(sorted(own))}); name one with --service"
            )
        return next(iter(own.values()), shipped[DEFAULT_SERVICE])
    known = own if (root / SERVICE_FILE).is_file() else {**shipped, **own}
    if name not in known:
        close = nearest_name(name, known)
        hint = f"did you mean {close!r}? " if close else ""
        raise UsageError(
            f"there is no service named {name!r}; {hint}known: {', '.join(sorted(known))}; "
            f"of another provider, write {root / name / SERVICE_FILE}"
        )
    return known[name]


def endpoint_spec_path(root: Path, service: Service, endpoint: Endpoint | ModelId) -> Path:
    """Return the path of an endpoint's spec file."""
    id = endpoint if isinstance(endpoint, ModelId) else endpoint.id
    return root.joinpath(service.name, *id.segments[:-1], f"{id.segments[-1]}.json")


def save_endpoint(root: Path, service: Service, endpoint: Endpoint) -> bool:
    """Write an endpoint's spec in the key order of the existing file; return whether it changed.

    Raises:
        UsageError: the folder cannot be written.
        SourceError: the existing file cannot be read.
    """
    path = endpoint_spec_path(root, service, endpoint)
    document = codec.endpoint_as_json(endpoint)
    try:
        if path.is_file():
            before = json_text.parse_json(atomic_files.read_text(path), Location(str(path)))
            if _is_same_document(before, document):
                return False
            document = restore_key_order(document, before)
    except ProblemsError:
        pass
    return atomic_files.write_text(path, json_text.dump_json(document))


def _is_same_document(one: object, other: object) -> bool:
    """Compare documents, ignoring key order; 1, 1.0 and true differ, although Python calls them equal."""
    first, second = (json.dumps(value, sort_keys=True) for value in (one, other))
    return first == second


def require_unchanged(paths: Iterable[Path], digests: Mapping[Path, str]) -> None:
    """Look whether files are as they were read; those without a digest must not be there.

    Raises:
        UsageError: somebody changed, created or removed one.
        SourceError: one cannot be read.
    """
    for path in paths:
        now = hash_text(atomic_files.read_text(path)) if path.exists() else None
        if now != digests.get(path):
            raise changed_meanwhile(path)


def changed_meanwhile(path: Path) -> UsageError:
    """Return the error about a file that somebody changed while a command was at work, to be raised."""
    return UsageError(
        f"{path} was changed by somebody while this command was at work; nothing was written. Run it again."
    )


def save_service(root: Path, service: Service) -> bool:
    """Write the service's file if the specs folder has none; return whether it was written."""
    path = root / service.name / "service.json"
    return (
        False
        if path.exists()
        else atomic_files.write_text(path, json_text.dump_json(service.document))
    )


def _load_service_folder(
    root: Path, file: Path, problems: list[Problem], digests: dict[Path, str], cached: bool
) -> Iterator[Specs]:
    try:
        text = atomic_files.read_text(file)
        digests[file] = hash_text(text)
        service = Service(_parse_document(text, file, "service", Cache(None), ""), file)
        if service.name != file.parent.name:
            expected = (root / service.name / file.name).as_posix()
            raise ProblemsError([IdMismatch(service.location("/name"), service.name, expected)])
    except (ProblemsError, SourceError) as error:
        problems.extend(_problems_of_error(error, file))
        return
    endpoints: list[Endpoint] = []
    paths = spec_paths(file)
    valid_texts = open_cache("fits", file.parent, len(paths)) if cached else Cache(None)
    for path in paths:
        endpoints.extend(_load_endpoint(file.parent, path, problems, digests, valid_texts))
    valid_texts.save()
    yield Specs.from_endpoints(root, service, endpoints)


def digests_of(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the hashes of the texts of files.

    Raises:
        SourceError: one cannot be read.
    """
    return {path: hash_text(atomic_files.read_text(path)) for path in paths}


def _load_endpoint(
    folder: Path,
    path: Path,
    problems: list[Problem],
    digests: dict[Path, str],
    valid_texts: Cache,
) -> Iterator[Endpoint]:
    try:
        text = atomic_files.read_text(path)
        digests[path] = hash_text(text)
        document = _parse_document(text, path, "endpoint", valid_texts, digests[path])
        location = Location(str(path), "/id")
        checked = check_model_id(document["id"], location)
        if isinstance(checked, BadModelId):
            raise ProblemsError([checked])
        expected = folder.joinpath(*checked.segments[:-1], f"{checked.segments[-1]}.json")
        if expected != path:
            raise ProblemsError([IdMismatch(location, checked, expected.as_posix())])
        yield replace(codec.endpoint_from_json(document, path), id=checked)
    except (ProblemsError, SourceError) as error:
        problems.extend(_problems_of_error(error, path))


def _problems_of_error(error: ProblemsError | SourceError, path: Path) -> tuple[Problem, ...]:
    if isinstance(error, ProblemsError):
        return error.problems
    return (Unreadable(Location(str(path), line=error.line), escape_unprintable(str(error))),)


def _load_document(path: Path, kind: str) -> Any:
    return _parse_document(atomic_files.read_text(path), path, kind, Cache(None), "")


def _parse_document(text: str, path: Path, kind: str, valid_texts: Cache, key: str) -> Any:
    """Parse a document and validate it, unless the cache knows it to be valid."""
    document = json_text.parse_json(text, Location(str(path)))
    if valid_texts.get(key) is not True:
        validate_document(document, path, kind)
        valid_texts.put(key, value=True)
    return document


def require_single_service(root: Path, names: Sequence[str]) -> None:
    """Check that a specs folder contains at most one service.

    Raises:
        UsageError: it contains several.
    """
    if len(names) > 1:
        listed = ", ".join(sorted(names))
        raise UsageError(
            f"{root} contains several services ({listed}); choose one, "
            f"for example --service {min(names)}"
        )


def select_service(specs: Sequence[Specs], name: str, where: object) -> Specs:
    """Return the specs of a service, by its name or that of its package.

    Raises:
        UsageError: there is no such service; the message names the nearest, or all.
    """
    known = {one.service.name: one for one in specs}
    if name not in known:
        packages = {one.service.package: one for one in specs}
        if name in packages:
            return packages[name]
        raise UsageError(unknown_service(name, known, where))
    return known[name]
