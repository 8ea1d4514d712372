# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""`at-most-one-of`: no two of several fields may be given together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..input_faults import DataPath
from .base import PathSteps, Rule
from .field_access import base_objects, dotted_name, is_given


@dataclass(frozen=True)
class AtMostOneOf(Rule):
    """In each object at `scope`, at most one of the fields is given."""

    kind: ClassVar[str] = "at-most-one-of"
    scope: PathSteps
    fields: tuple[tuple[str, ...], ...]

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Yield the last of the given fields where there is more than one."""
        for path, base in base_objects(payload, self.scope):
            given = [names for names in self.fields if is_given(base, names)]
            if len(given) > 1:
                names = ", ".join(map(dotted_name, given))
                yield (*path, *given[-1]), f"at most one of these may be given: {names}"
