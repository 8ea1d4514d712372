"""Endpoints for one test: a schema becomes an `Input` class exactly as in generation."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from clientwright.codegen.package_plan import plan_endpoint
from clientwright.codegen.render import render_endpoint
from clientwright.lint import lint_endpoint
from clientwright.problems import Problem, has_errors
from clientwright.rules.base import Rule
from clientwright.specs import bundled_data
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_identifiers import PyName

_numbers = itertools.count()


def service() -> Service:
    """Return the service that ships with clientwright."""
    path = bundled_data.data_folder() / "runcomfy" / "service.json"
    return Service(json.loads(path.read_text("utf-8")), path)


def endpoint(
    schema: Mapping[str, Any],
    *,
    rules: tuple[Rule, ...] = (),
    words: Mapping[str, Mapping[str, str]] | None = None,
    id: str = "made/up",
) -> Endpoint:
    """Return an endpoint with this input schema and these English texts."""
    return Endpoint(
        ModelId(id), dict(schema), rules=rules, words={"en": words or {}}, path=Path("up.json")
    )


@dataclass(frozen=True)
class GenerationRefusal:
    """Problems with which generation refuses an endpoint."""

    problems: tuple[Problem, ...]


def module_source(spec: Endpoint) -> str | GenerationRefusal:
    """Return the text of an endpoint's module, or the problems that prevent it."""
    problems = tuple(lint_endpoint(spec))
    if has_errors(problems):
        return GenerationRefusal(problems)
    path = tuple(PyName(part) for part in ("made", "up"))
    return render_endpoint(service(), plan_endpoint(service(), spec, path))[1]


def load_module(package: str, spec: Endpoint) -> ModuleType | GenerationRefusal:
    """Execute the text of an endpoint's module inside a generated package."""
    text = module_source(spec)
    if isinstance(text, GenerationRefusal):
        return text
    name = f"{package}.made.up{next(_numbers)}"
    module = ModuleType(name)
    module.__package__ = f"{package}.made"
    sys.modules[name] = module
    try:
        exec(compile(text, name, "exec"), module.__dict__)
    finally:
        del sys.modules[name]
    return module


def accepts_request(module: Any, payload: dict[str, Any]) -> bool:
    """Return whether a generated module accepts a payload; any error but `InvalidInput` propagates."""
    try:
        module.ENDPOINT.request(payload)
    except Exception as error:
        if type(error).__name__ != "InvalidInput":
            raise
        return False
    return True


def accepts(model: Any, payload: Any) -> bool:
    """Return whether a generated model accepts a payload; what the quick check is sure of, it accepts as it is."""
    sure = quick_text(model, payload)
    try:
        found = model.model_validate(payload)
    except ValidationError:
        assert sure is None, (sure, payload)
        return False
    body = found.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    assert sure is None or written(json.loads(sure)) == written(body)
    return True


def quick_text(model: Any, payload: Any) -> str | None:
    """Return what the quick check of a generated package says of a payload for one of its inputs."""
    runtime = next(one for one in model.__mro__ if one.__name__ == "ClosedInput").__module__
    quick_check: Any = import_module(runtime.replace(".models", ".quick_check"))
    found: str | None = quick_check.quick_text(model, payload)
    return found


def written(body: Any) -> str:
    """Return a body as it is sent."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False)
