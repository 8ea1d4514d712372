"""The specs folder: load it with every problem at once, save into it without losing anything."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clientwright import atomic_files
from clientwright.cache import Cache, hash_text, open_cache
from clientwright.errors import ProblemsError, SourceError, UsageError
from clientwright.problems import Location, Problem, escape_unprintable
from clientwright.rules import registry
from clientwright.spec import codec, jsontext
from clientwright.spec.data import meta, service_files
from clientwright.spec.forms import belongs
from clientwright.spec.ids import ModelId, model_id
from clientwright.spec.ordering import arranged
from clientwright.spec.problems import BadModelId, IdMismatch, NotASpec, Unreadable
from clientwright.spec.values import Endpoint, Service, Specs


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a specs folder holds: every service that could be read, and what stands in the way of the rest."""

    services: tuple[Specs, ...]
    problems: tuple[Problem, ...]
    digests: Mapping[Path, str] = field(default_factory=dict[Path, str])
    """Hashes of the texts of the endpoints' files."""


def load(root: Path) -> Loaded:
    """Read every service and endpoint below `root`.

    Raises:
        UsageError: the folder does not exist, or holds no service.
    """
    files = sorted(root.glob("*/service.json"))
    if not files:
        hint = "run 'clientwright import' first, or name the folder with --specs"
        raise UsageError(f"{root}: holds no specs (no */service.json); {hint}")
    problems: list[Problem] = []
    digests: dict[Path, str] = {}
    services = [specs for file in files for specs in _service(root, file, problems, digests)]
    return Loaded(tuple(services), tuple(problems), digests)


def known_service(root: Path) -> Service:
    """Give the service that a specs folder already has, else the one that comes with the program.

    Raises:
        Blocked: its file is broken.
        SourceError: its file cannot be read.
    """
    path = next(iter(sorted(root.glob("*/service.json"))), None) or service_files()[0]
    return Service(_document(path, "service"), path)


def endpoint_path(root: Path, service: Service, endpoint: Endpoint | ModelId) -> Path:
    """Give the file in which an endpoint's spec stands."""
    id = endpoint if isinstance(endpoint, ModelId) else endpoint.id
    return root.joinpath(service.name, *id.segments[:-1], f"{id.segments[-1]}.json")


def save(root: Path, service: Service, endpoint: Endpoint) -> bool:
    """Write an endpoint's spec, in the order of the file that stands there; give False where it says the same.

    Raises:
        UsageError: the folder cannot be written.
        SourceError: the file that stands there cannot be read.
    """
    path = endpoint_path(root, service, endpoint)
    document = codec.endpoint_as_json(endpoint)
    try:
        if path.is_file():
            before = jsontext.parse(atomic_files.read_text(path), Location(str(path)))
            if _same(before, document):
                return False
            document = arranged(document, before)
    except ProblemsError:
        pass
    return atomic_files.write_text(path, jsontext.dumps(document))


def _same(one: object, other: object) -> bool:
    """Compare documents, key order aside; 1, 1.0 and true are three values, though Python calls them equal."""
    first, second = (json.dumps(value, sort_keys=True) for value in (one, other))
    return first == second


def save_service(root: Path, service: Service) -> bool:
    """Put the service's file into a specs folder that has none yet."""
    path = root / service.name / "service.json"
    return False if path.exists() else atomic_files.write_text(path, jsontext.dumps(service.facts))


def _service(
    root: Path, file: Path, problems: list[Problem], digests: dict[Path, str]
) -> Iterator[Specs]:
    try:
        service = Service(_document(file, "service"), file)
        if service.name != file.parent.name:
            expected = (root / service.name / file.name).as_posix()
            raise ProblemsError([IdMismatch(service.place("/name"), service.name, expected)])
    except (ProblemsError, SourceError) as error:
        problems.extend(_problems(error, file))
        return
    endpoints: list[Endpoint] = []
    paths = sorted(path for path in file.parent.rglob("*.json") if path != file)
    fits = open_cache("fits", file.parent, len(paths))
    for path in paths:
        endpoints.extend(_endpoint(file.parent, path, problems, digests, fits))
    fits.keep()
    yield Specs.of(root, service, endpoints)


def _endpoint(
    folder: Path,
    path: Path,
    problems: list[Problem],
    digests: dict[Path, str],
    fits: Cache,
) -> Iterator[Endpoint]:
    try:
        text = atomic_files.read_text(path)
        digests[path] = hash_text(text)
        document = _read(text, path, "endpoint", fits, digests[path])
        place = Location(str(path), "/id")
        checked = model_id(document["id"], place)
        if isinstance(checked, BadModelId):
            raise ProblemsError([checked])
        expected = folder.joinpath(*checked.segments[:-1], f"{checked.segments[-1]}.json")
        if expected != path:
            raise ProblemsError([IdMismatch(place, checked, expected.as_posix())])
        yield replace(codec.endpoint_from_json(document, path), id=checked)
    except (ProblemsError, SourceError) as error:
        problems.extend(_problems(error, path))


def _problems(error: ProblemsError | SourceError, path: Path) -> tuple[Problem, ...]:
    if isinstance(error, ProblemsError):
        return error.problems
    return (Unreadable(Location(str(path)), escape_unprintable(str(error))),)


def _document(path: Path, kind: str) -> Any:
    return _read(atomic_files.read_text(path), path, kind, Cache(None), "")


def _read(text: str, path: Path, kind: str, fits: Cache, key: str) -> Any:
    """Read a document and hold it against its form; one that is known to fit is only read."""
    document = jsontext.parse(text, Location(str(path)))
    if fits.get(key) is not True:
        _hold(document, path, kind)
        fits.put(key, True)
    return document


def _hold(document: Any, path: Path, kind: str) -> None:
    library: Any = importlib.import_module("jsonschema")
    errors = sorted(
        library.Draft202012Validator(meta(kind)).iter_errors(document),
        key=lambda e: list(map(str, e.absolute_path)),
    )
    problems = [
        NotASpec(
            Location(str(path), jsontext.join("", *deep.absolute_path)),
            kind,
            _said(_reason(deep)),
            belongs(deep.schema, meta(kind), tuple(deep.absolute_path)),
        )
        for error in errors
        for deep in [library.exceptions.best_match([error]) or error]
    ]
    found: list[Problem] = [*problems] or list(_bad_rules(document, path))
    if found:
        raise ProblemsError(found)


def _reason(error: Any) -> str:
    """Give what a validator says, with JSON's words for its values."""
    if error.validator == "const":
        return f"{json.dumps(error.validator_value)} was expected"
    return str(error.message)


def _bad_rules(document: Any, path: Path) -> Iterator[Problem]:
    """Find the rules whose paths cannot be read: more than a meta-schema can say."""
    for n, rule in enumerate(document.get("rules", ())):
        try:
            registry.from_json(rule)
        except (KeyError, ValueError) as error:
            place = Location(str(path), jsontext.join("/rules", n))
            whole = meta("endpoint")
            form = belongs(whole["$defs"][rule["kind"]], whole)
            yield NotASpec(place, "endpoint", _said(str(error)), form)


def _said(message: str) -> str:
    return escape_unprintable(message if len(message) <= 200 else message[:199] + "…")
