# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Secrets inside inputs, which are sent and never shown; loaded for endpoints that have some, and by errors."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from typing import Any
from urllib.parse import quote, quote_plus

from .errors import ClientError
from .input_faults import DataPath, Fault, format_value, is_dict, is_list
from .redaction import HIDDEN, hide_token, without_token, without_whole

_PACKAGE = __name__.removesuffix("._runtime.secret_fields")

SecretPaths = tuple[tuple[str | None, ...], ...]
"""Names of fields by the API; None stands for every item of a list and every value of an object."""

SHORTEST_IN_DATA = 4
"""Characters of the shortest secret that is looked for in answers."""


def hide_secrets(paths: SecretPaths, data: Any) -> Any:
    """Return a copy of plain data in which each secret is hidden."""
    if () in paths:
        return HIDDEN
    if is_dict(data):
        return {name: hide_secrets(below(paths, name), one) for name, one in data.items()}
    return [hide_secrets(below(paths, None), one) for one in data] if is_list(data) else data


def hide_echo(paths: SecretPaths, way: Sequence[str], data: Any) -> Any:
    """Return an answer in which the input, to which a way leads, has no secret."""
    if not way:
        return hide_secrets(paths, data)
    first, *rest = way
    if not is_dict(data) or first not in data:
        return data
    return {**data, first: hide_echo(paths, rest, data[first])}


def below(paths: SecretPaths, step: str | int | None) -> SecretPaths:
    """Return the paths from a field, or an item of a list, on."""
    wanted = (step, None) if isinstance(step, str) else (None,)
    return tuple(path[1:] for path in paths if path and path[0] in wanted)


def secrets_in(paths: SecretPaths, data: Any) -> Iterator[str]:
    """Yield the texts and numbers of the secrets in plain data."""
    if () in paths:
        todo = [data]
        while todo:
            one = todo.pop()
            if is_dict(one) or is_list(one):
                todo += one.values() if is_dict(one) else one
            elif isinstance(one, str | int | float) and not isinstance(one, bool) and one != "":
                yield str(one)
    elif is_dict(data):
        for name, one in data.items():
            yield from secrets_in(below(paths, name), one)
    elif is_list(data):
        for one in data:
            yield from secrets_in(below(paths, None), one)


def paths_in(model: type[Any], data: Any) -> SecretPaths:
    """Return the paths of the secrets of an input, and of what may be one whose name is misspelt.

    That is each field that there is not, and deeper what is called much like a secret.
    """
    paths: SecretPaths = getattr(model, "secrets", ())
    fields: dict[str, Any] = getattr(model, "model_fields", {})
    known = {field.alias or name for name, field in fields.items()}
    names = [path[-1] for path in paths if path and path[-1]]
    found = (
        [*paths, *((name,) for name in data if name not in known)] if is_dict(data) else [*paths]
    )
    todo: list[tuple[tuple[str | None, ...], Any]] = [((), data)]
    while todo:
        way, one = todo.pop()
        inside = (
            one.items()
            if is_dict(one)
            else [(None, each) for each in one or ()]
            if is_list(one)
            else ()
        )
        for name, each in inside:
            path = (*way, name)
            todo.append((path, each))
            if way and isinstance(name, str) and get_close_matches(name, names, 1, 0.8):
                found.append(path)
    return tuple(dict.fromkeys(found))


def is_secret(paths: SecretPaths, path: Iterable[str | int]) -> bool:
    """Return whether a path leads to a secret, or into one."""
    for step in path:
        if () in paths:
            return True
        paths = below(paths, step)
    return () in paths


def hide_in_faults(
    model: type[Any],
    data: Any,
    faults: Iterable[tuple[DataPath, Fault]],
    names: Mapping[str, str],
) -> Iterator[Fault]:
    """Yield faults of an input without its secrets: in what was found, and in their messages.

    `names` are the names of the API by Python's, which the data may have instead. A field that
    there is not may be a secret whose name is misspelt.
    """
    data = _by_wire_names(data, names)
    paths = paths_in(model, data)
    names_of = {path[-1] for path in paths if path}
    known, hidden = [*secrets_in(paths, data)], hide_secrets(paths, data)
    for given, fault in faults:
        path = tuple(names.get(step, step) if isinstance(step, str) else step for step in given)
        found = fault.found
        if is_secret(paths, path):
            found = HIDDEN if found else ""
        elif found and (shown := _hide_named(names_of, _at(hidden, path))) != _at(data, path):
            found = format_value(shown)
        found = without_values(found, known)
        yield fault._replace(message=without_values(fault.message, known), found=found)


def _hide_named(names: Container[str | None], data: Any) -> Any:
    """Return data in which what is called as a secret is hidden, wherever it stands."""
    if is_dict(data):
        return {k: HIDDEN if k in names else _hide_named(names, one) for k, one in data.items()}
    return [_hide_named(names, one) for one in data] if is_list(data) else data


def _by_wire_names(data: Any, names: Mapping[str, str]) -> Any:
    if is_dict(data):
        return {names.get(name, name): _by_wire_names(one, names) for name, one in data.items()}
    return [_by_wire_names(one, names) for one in data] if is_list(data) else data


def hide_repeated(paths: SecretPaths, error: ClientError) -> None:
    """Hide in an error what its answer, which may be cut, has under the names of secrets."""
    names = b"|".join(re.escape(path[-1].encode()) for path in paths if path and path[-1])
    result = getattr(error, "result", None)
    body = error.body or (b"" if result is None else json.dumps(result.raw).encode())
    found = re.findall(rb'"(?:%b)"\s*:\s*"((?:[^"\\]|\\.)*+)' % names, body) if names else []
    for value in {one.decode(errors="replace") for one in found if len(one) >= SHORTEST_IN_DATA}:
        try:
            secret = str(json.loads(f'"{value}"', strict=False))
        except ValueError:
            secret = value
        hide_value(error, secret)


def hide_value(error: BaseException, secret: str) -> None:
    """Hide a secret in an error and those that it came from, as text, in JSON and in URLs."""
    for spelling in spellings(secret):
        hide_token(error, spelling, without_whole)
    for spelling in spellings(secret):
        hide_token(error, spelling)  # what is left of it in a text that was cut
        one: BaseException | None = error
        while isinstance(one, ClientError):
            if one.body and len(secret) >= SHORTEST_IN_DATA:
                one.body = one.body.replace(spelling.encode(errors="replace"), HIDDEN.encode())
            one = one.__cause__


def spellings(secret: str) -> tuple[str, ...]:
    """Return a secret as text, in JSON, in URLs and as Python shows it, the longest first."""
    found = [secret, quote(secret, safe=""), quote(secret), quote_plus(secret)]
    for _ in range(2):  # JSON may be a text in JSON
        escaped = (_in_quotes(one) for one in found)
        found = [*dict.fromkeys(each for one in escaped for each in one)]
    return tuple(sorted(found, key=len, reverse=True))


def _in_quotes(text: str) -> Iterator[str]:
    yield text
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield repr(text)[1:-1]


def without_values(text: str, secrets: Iterable[str]) -> str:
    """Return a text without secrets, however they are spelt in it."""
    known = [each for one in secrets for each in spellings(one)]
    for hide in (without_whole, without_token):
        for spelling in known:
            text = hide(text, spelling)
    return text


def _at(data: Any, path: DataPath) -> Any:
    for step in path:
        try:
            data = data[step]
        except (LookupError, TypeError):
            return None
    return data


def secrets_of(endpoint: str | None) -> SecretPaths:
    """Return the paths of the secrets in an endpoint's input; none if the package has no such endpoint."""
    modules: dict[str, str] = vars(import_module(f"{_PACKAGE}._endpoints"))["_MODULES"]
    if endpoint not in modules:
        return ()
    known: Any = import_module(f"{_PACKAGE}.{modules[endpoint]}").ENDPOINT
    secrets: SecretPaths = known.input.secrets
    return secrets


def hide_all(error: BaseException, token: str) -> None:
    """Hide the token in an error, and the secrets of the input that the answer in it may repeat."""
    hide_token(error, token)
    result = getattr(error, "result", None)
    if isinstance(error, ClientError) and error.endpoint and (error.body or result is not None):
        with suppress(ModuleNotFoundError):  # endpoints of a package by hand
            if secrets := secrets_of(error.endpoint):
                hide_repeated(secrets, error)
