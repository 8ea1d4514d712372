# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The secrets of one input, which stay in memory; loaded for endpoints that have some.

What the service answers stays as it came; what is shown of it, and written to a journal, has none of them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import ClientError
from .input_faults import is_dict, is_list
from .redaction import HIDDEN, TELLING_NAME, data_without_token, show
from .responses import ShownAnswer, shown_of
from .secret_fields import (
    SHORTEST_IN_DATA,
    SecretPaths,
    hide_echo,
    hide_secrets,
    hide_value,
    paths_in,
    secrets_in,
    spellings,
    without_values,
)
from .steps import Flow, Notify
from .wire import steps

if TYPE_CHECKING:
    from .models import ClosedInput
    from .service import Service

T = TypeVar("T")
_KEPT = ("request_id", "phase", "created_at", "finished_at", "cost", "means")
_PACKAGE = __name__.removesuffix("._runtime.submitted_secrets")


class Secrets:
    """The secrets of an input; of one that is not known, what an answer has of it at `input_at`.

    Without a model, texts are secrets whose names tell it.
    """

    def __init__(self, model: type[ClosedInput] | None, body: object, input_at: str) -> None:
        self._paths = None if model is None else paths_in(model, body)
        self._way = steps(input_at) if input_at else None
        self._values = tuple(dict.fromkeys(secrets_in(self._paths or (), body)))

    @property
    def are_known(self) -> bool:
        """Whether there is an input that has some."""
        return bool(self._values)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({HIDDEN})"

    def hide(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the input without them."""
        hidden: dict[str, Any] = hide_secrets(self._paths or (), body)
        return hidden

    def text(self, text: str, raw: object = None) -> str:
        """Return a text without them, and without those in the input that an answer repeats."""
        return without_values(text, self._values_with(raw))

    def data(self, data: Any) -> Any:
        """Return an answer without them, and without those in the input that it repeats."""
        values = self._values_with(data)
        paths = self._paths_in(self._echo(data))
        hidden = data if self._way is None else hide_echo(paths, self._way, data)
        return _without(hidden, values)

    def hidden(self, flow: Flow[T]) -> Flow[T]:
        """Perform a flow; nothing that it returns, raises or tells a callback shows one of them."""
        step: partial[Any] = partial(flow.send, None)
        while True:
            try:
                wanted = step()
            except StopIteration as stop:
                answer: T = stop.value
                self.hide_in_answer(answer)
                return answer
            except Exception as error:
                self.hide_in_error(error)
                raise
            if isinstance(wanted, Notify):
                self.hide_in_answer(wanted.status)
            try:
                step = partial(flow.send, (yield wanted))
            except GeneratorExit:
                flow.close()
                raise
            except BaseException as error:
                step = partial(flow.throw, error)

    def hide_in_error(self, error: BaseException) -> None:
        """Hide them in an error, in the errors that it came from, and in what its result shows."""
        result = getattr(error, "result", None)
        for value in self._values_with(getattr(result, "raw", None)):
            hide_value(error, value)
        one: BaseException | None = error
        while isinstance(one, ClientError):
            self.hide_in_answer(getattr(one, "result", None))
            one = one.__cause__

    def hide_in_answer(self, answer: object) -> None:
        """Let an answer be shown without them; its fields stay as they came."""
        if not isinstance(answer, ShownAnswer):
            return
        self.hide_in_answer(getattr(answer, "result", None))
        shown: Any = shown_of(answer)
        values = self._values_with(getattr(answer, "raw", None))
        changed: dict[str, Any] = {}
        for one in fields(shown):
            found = getattr(shown, one.name)
            if one.name in _KEPT or found is None or isinstance(found, ShownAnswer):
                continue
            hidden = self.data(found) if one.name == "raw" else _shown_without(found, values)
            if hidden is not found:
                changed[one.name] = hidden
        if changed:
            show(answer, replace(shown, **changed))

    def _values_with(self, raw: object) -> tuple[str, ...]:
        found = self._echo(raw)
        repeated = secrets_in(self._paths_in(found), found)
        return tuple(dict.fromkeys((*self._values, *(one for one in repeated if one != HIDDEN))))

    def _echo(self, raw: object) -> Any:
        """Return the input that an answer repeats, or None."""
        found: Any = None if self._way is None else raw
        for step in self._way or ():
            found = found.get(step) if is_dict(found) else None
        return found

    def _paths_in(self, repeated: Any) -> SecretPaths:
        if self._paths is not None or not is_dict(repeated):
            return self._paths or ()
        texts = (name for name, one in repeated.items() if isinstance(one, str))
        return tuple((name,) for name in texts if TELLING_NAME.search(name.lower()))


def secrets_of_endpoint(endpoint: str | None, service: Service) -> Secrets | tuple[()]:
    """Return the secrets that an endpoint of this package may have; the input is not known."""
    if endpoint is None:
        return Secrets(None, None, service.input_at)
    with suppress(ModuleNotFoundError):  # endpoints of a package by hand
        modules: dict[str, str] = vars(import_module(f"{_PACKAGE}._endpoints"))["_MODULES"]
        if endpoint in modules:
            known: Any = import_module(f"{_PACKAGE}.{modules[endpoint]}").ENDPOINT
            found: Secrets | tuple[()] = known.secrets()
            return found
    return ()


def _without(data: Any, values: tuple[str, ...]) -> Any:
    """Return data without secrets, however they are spelt in it."""
    for value in values:
        if len(value) >= SHORTEST_IN_DATA:
            for spelling in spellings(value):
                data = data_without_token(data, spelling)
    return data


def _shown_without(found: Any, values: tuple[str, ...]) -> Any:
    """Return a field of an answer as it is shown without secrets; the same object if it has none."""
    if isinstance(found, str):
        hidden: Any = without_values(found, values)
        return found if hidden == found else hidden
    if is_dict(found) or is_list(found):
        hidden = _without(found, values)
        return found if hidden == found else hidden
    text = repr(found)
    return found if without_values(text, values) == text else HIDDEN
