"""One fault in the runtime that every generated package contains."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clientwright.codegen import runtime_files
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.mutation.code_edits import CodeEdit, PlaceNotFound
from clientwright.testing.mutation.equivalence import ProbeSet
from clientwright.testing.mutation.service_needs import ServiceNeed

EquivalenceReason = Callable[[Sequence[ProbeSet]], str]
_RUNTIME = f"{runtime_files.RUNTIME_FOLDER}/"
_INPUT = "ClosedInput"
"""The base class of inputs, which the module of each endpoint uses."""


@dataclass(frozen=True, slots=True)
class RuntimeMutation:
    """One fault: an edit of one function of the runtime, and of others that would catch it.

    `needs` is a name of the runtime that an endpoint's module must use for the fault to be seen;
    `unless` is one that makes the same check, so that an endpoint's module that uses it hides the fault.
    """

    name: str
    sentence: str
    edit: CodeEdit
    also: tuple[CodeEdit, ...] = ()
    needs: str = ""
    unless: str = ""
    service: ServiceNeed | None = None
    """What a service must have for the fault to be seen."""
    equivalence_reason: EquivalenceReason = lambda probes: ""
    """Returns why no input of some endpoints distinguishes the edit, or an empty string."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the edited files in a package."""
        return tuple(f"{_RUNTIME}{edit.path}" for edit in (self.edit, *self.also))

    def inapplicable_reason(self, tree: Mapping[str, str]) -> str:
        """Return why a package has nothing that the edits change, or an empty string.

        Packages carry only the files of the runtime that they use.
        """
        missing = [path for path in self.paths if path not in tree]
        known = runtime_files.files("httpx") if missing else {}
        if unused := [path for path in missing if path in known]:
            return f"the package does not carry {unused[0]}"
        used = [_used_names(text) for path, text in tree.items() if _is_own_module(path)]
        if self.needs and not any(self.needs in names for names in used):
            return f"no endpoint uses {self.needs}"
        inputs = [names for names in used if _INPUT in names]
        if self.unless and inputs and all(self.unless in names for names in inputs):
            return f"every endpoint makes the same check by {self.unless}"
        return ""

    def unseen_reason(self, words: AnswerBuilder) -> str:
        """Return why a service, by the builder of its answers, cannot show the fault, or an empty string."""
        return "" if self.service is None or self.service.is_met(words) else self.service.lacking

    def apply(self, tree: Mapping[str, str]) -> dict[str, str]:
        """Return the files of a package with the edits made.

        Raises:
            PlaceNotFound: a file or the place in it is gone, or not the only one: the edit must follow the runtime.
        """
        edited = dict(tree)
        for path, edit in zip(self.paths, (self.edit, *self.also), strict=True):
            try:
                if path not in edited:
                    raise PlaceNotFound(f"there is no {path}")
                edited[path] = edit.apply(edited[path])
            except PlaceNotFound as error:
                text = f"mutation {self.name}: {error}; its edit must follow the runtime"
                raise PlaceNotFound(text) from None
        return edited


def _is_own_module(path: str) -> bool:
    return path.endswith(".py") and not path.startswith(_RUNTIME)


@lru_cache(maxsize=256)
def _used_names(source: str) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name))
