"""How faults are planted in the lenient server: each of these changes it at one point."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from testing.independent.documents import read_object
from testing.independent.lenient import Lenient, Refusal
from testing.independent.loopback import Answer, Call

Plant = Callable[[Lenient], None]
Change = Callable[[Any], Any]
ABSENT = object()
"""Takes the place of a value that is left out."""


@dataclass(frozen=True)
class Fault:
    """One fault: its name, the promise that it breaks (an id, or a pattern of ids), and how it is planted."""

    name: str
    breaks: str
    plant: Plant


def around(method: str, changed: Callable[..., Any]) -> Plant:
    """Replace a method; `changed` gets the server, the former method, and the arguments."""

    def plant(service: Lenient) -> None:
        setattr(service, method, partial(changed, service, getattr(service, method)))

    return plant


def both(*plants: Plant) -> Plant:
    """Plant a fault that shows only in another setting, and that setting."""

    def plant(service: Lenient) -> None:
        for one in plants:
            one(service)

    return plant


def life(*states: str) -> Plant:
    """Let each job live through these states."""
    return lambda service: setattr(service, "life", [*states])


def allow(model: str, path: str, rule: Any) -> Plant:
    """Put another rule in the place of a field's own."""

    def plant(service: Lenient) -> None:
        here: Any = service.inputs[model].fields
        *before, last = _steps(path)
        for step in before:
            here = here[step]
        here[last] = rule

    return plant


def not_required(model: str, name: str) -> Plant:
    """Let a required field be missing."""
    return lambda service: service.inputs[model].required.discard(name)


def usual_length(model: str, seconds: int) -> Plant:
    """Take another length for videos that do not say so."""
    return lambda service: setattr(service.inputs[model], "usual", seconds)


def read_as(model: str, path: str, change: Change) -> Plant:
    """Change a value before it is judged, as a server does that converts what it gets."""

    def judge(_: Lenient, judge: Callable[..., None], at: str, asked: dict[str, Any]) -> None:
        judge(at, _changed(asked, _steps(path), change) if at == model else asked)

    return around("judge", judge)


def as_if(wrong: Callable[[Any], bool], good: Any = ABSENT) -> Change:
    """Return a change that takes some wrong values for a good one, or for none."""
    return lambda value: good if wrong(value) else value


def null_as_absent(model: str, path: str) -> Plant:
    """Take null for a field that is left out."""
    return read_as(model, path, as_if(lambda value: value is None))


def kind_as(model: str, path: str, kind: type, good: Any = ABSENT) -> Plant:
    """Take values of a JSON type for a good one, or for none."""
    return read_as(model, path, as_if(lambda value: type(value) is kind, good))


def read_body_as(read: Callable[[bytes], Any]) -> Plant:
    """Read bodies that are no object in another way, before they are refused."""

    def changed(_: Lenient, usual: Callable[..., Any], body: bytes) -> Any:
        try:
            return read_object(body)
        except ValueError:
            found = read(body)
            return found if isinstance(found, dict) else usual(body)

    return around("read", changed)


def refuse(model: str, unwanted: Callable[[dict[str, Any]], bool]) -> Plant:
    """Refuse good inputs."""
    return _on_input(model, unwanted, Refusal(422, {"code": 422001, "message": "Not wanted."}))


def fail(model: str, bad: Callable[[dict[str, Any]], bool], status: int = 500) -> Plant:
    """Answer 5xx to some inputs."""
    return _on_input(model, bad, Refusal(status, {"code": 500001, "message": "Internal error."}))


def fail_on_call(bad: Callable[[Call], bool], status: int = 500) -> Plant:
    """Answer 5xx to some calls."""

    def changed(_: Lenient, answer: Callable[..., Answer], call: Call) -> Answer:
        return Answer(status, {"message": "Internal error."}) if bad(call) else answer(call)

    return around("answer", changed)


def has_value(name: str, *values: Any) -> Callable[[dict[str, Any]], bool]:
    """Return whether a field of an input has one of some values, of the same type."""
    return lambda asked: any(
        type(asked.get(name)) is type(value) and asked.get(name) == value for value in values
    )


def text_of(asked: dict[str, Any]) -> str:
    """Return the input as a text, with every character as itself."""
    return json.dumps(asked, ensure_ascii=False)


def answers(operation: str, change: Change) -> Plant:
    """Change what an operation answers if all is well: the JSON, or the whole answer."""
    return _on_answer(operation, lambda answer: answer.status < 300, change)


def refusals(operation: str, change: Change, code: int | None = None) -> Plant:
    """Change what an operation answers if it refuses, perhaps only with a code."""

    def wanted(answer: Answer) -> bool:
        return answer.status >= 400 and code in (None, answer.value.get("code"))

    return _on_answer(operation, wanted, change)


def without(*names: str) -> Change:
    """Return a change that leaves keys out."""
    return lambda value: {name: one for name, one in value.items() if name not in names}


def renamed(old: str, new: str) -> Change:
    """Return a change that renames a key."""
    return lambda value: {new if name == old else name: one for name, one in value.items()}


def with_values(**values: Any) -> Change:
    """Return a change that sets keys."""
    return lambda value: value | values


def where(wanted: Callable[[Any], bool], change: Change) -> Change:
    """Return a change of those answers only that are wanted."""
    return lambda value: change(value) if wanted(value) else value


def operation_of(call: Call) -> str:
    """Return which operation a call is."""
    return "submit" if call.path.startswith("/models/") else call.path.rpartition("/")[2]


def _on_answer(operation: str, wanted: Callable[[Answer], bool], change: Change) -> Plant:
    def changed(_: Lenient, usual: Callable[..., Answer], call: Call) -> Answer:
        answer = usual(call)
        if operation_of(call) != operation or not wanted(answer):
            return answer
        new = change(answer.value)
        return new if isinstance(new, Answer) else Answer(answer.status, new)

    return around("answer", changed)


def _on_input(model: str, bad: Callable[[dict[str, Any]], bool], refusal: Refusal) -> Plant:
    def changed(_: Lenient, judge: Callable[..., None], at: str, asked: dict[str, Any]) -> None:
        if at == model and _holds(bad, asked):
            raise refusal
        judge(at, asked)

    return around("judge", changed)


def _holds(bad: Callable[[dict[str, Any]], bool], asked: dict[str, Any]) -> bool:
    """Return whether an input has a property; one of wrong types has none."""
    try:
        return bad(asked)
    except (AttributeError, TypeError):
        return False


def _steps(path: str) -> list[str | int]:
    """Return the steps of a path such as `multi_prompt[].duration`; 0 is each item."""
    return [0 if step == "[]" else step for step in path.replace("[]", ".[]").split(".")]


def _changed(value: Any, steps: list[str | int], change: Change) -> Any:
    if not steps:
        return change(value)
    step, *rest = steps
    if step == 0:
        found = (
            [_changed(item, rest, change) for item in value] if isinstance(value, list) else value
        )
        return [item for item in found if item is not ABSENT] if isinstance(found, list) else found
    if not isinstance(value, dict) or step not in value:
        return value
    new = value | {step: _changed(value[step], rest, change)}
    return {name: one for name, one in new.items() if one is not ABSENT}
