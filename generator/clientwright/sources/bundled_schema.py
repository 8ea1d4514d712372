"""Cut one schema out of a document, with all that it refers to under `$defs`, and keep its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.problems import Location
from clientwright.sources.documents import JsonBlock
from clientwright.sources.parsed_document import ParsedDocument

_DATA = frozenset(("default", "const", "enum", "examples", "example"))
"""Keywords whose values are data: a `$ref` in them is no reference."""
_NAMED = frozenset(
    "properties patternProperties $defs definitions dependentSchemas dependencies".split()
)
"""Keywords that hold schemas by name: a name in them is no keyword."""
_ANNOTATIONS = frozenset(
    "title description $comment $schema $id deprecated readOnly writeOnly example examples "
    "default $defs definitions".split()
)
"""Keywords beside a reference that do not change which values it accepts."""
_SAFE = "/~!$&'()*+,;=:@"


@dataclass(frozen=True, slots=True)
class BundledBlock(JsonBlock):
    """A schema that was put together from parts of a document, which know their pointers there.

    `references` has what the document writes for each reference of the schema.
    """

    origins: Mapping[str, str]
    references: Mapping[str, str]

    def locate(self, pointer: str) -> Location:
        """Return the location in the document of a pointer in the schema."""
        above = pointer
        while above and above not in self.origins:
            above = above.rpartition("/")[0]
        return JsonBlock.locate(self, self.origins[above] + pointer[len(above) :])

    def as_written(self, reference: str) -> str:
        """Return how the document writes a reference."""
        return self.references.get(reference, reference)


def bundle_schema(document: ParsedDocument, pointer: str, bases: tuple[str, ...]) -> BundledBlock:
    """Return the schema at a pointer with what it refers to; what cannot be followed is kept."""
    bundler = _Bundler(document, pointer, bases)
    value = bundler.bundle()
    block = document.block
    return BundledBlock(value, block.document, block.offsets, bundler.origins, bundler.references)


class _Bundler:
    """Gathers the targets of all references, gives them names, and then rewrites the references."""

    def __init__(self, document: ParsedDocument, pointer: str, bases: tuple[str, ...]) -> None:
        self.document, self.bases = document, bases
        self.origins: dict[str, str] = {}
        self.root, self.outer = self._start(pointer)
        self.targets: dict[str, str] = {}
        self.missing = set[str]()
        self.references: dict[str, str] = {}

    def bundle(self) -> Any:
        """Return the schema with its definitions."""
        value = self.document.at(self.root)
        self.origins[""] = self.root
        if not is_dict(value):
            return value
        self._gather(value)
        taken = value.get("$defs")
        self._name_targets({*(taken if is_dict(taken) else ()), *self.missing})
        schema = {**map_references(value, self._rewrite), **self._outer_texts()}
        defs = dict[str, Any]()
        for target, name in self.targets.items():
            defs[name] = map_references(self.document.at(target), self._rewrite)
            self.origins[join_pointer("/$defs", name)] = target
        if defs:
            own = schema.get("$defs")
            schema["$defs"] = {**(own if is_dict(own) else {}), **defs}
        return schema

    def _start(self, pointer: str) -> tuple[str, tuple[str, ...]]:
        """Return where the schema itself is, after its references, and the pointers passed."""
        passed = [pointer]
        while (step := self._next(passed[-1])) and step not in passed:
            passed.append(step)
        return passed[-1], tuple(passed[:-1])

    def _next(self, pointer: str) -> str | None:
        """Return the target of a schema that is only a reference, with texts beside it."""
        value = self.document.at(pointer)
        if not is_dict(value):
            return None
        wrapped, inner = value.get("allOf"), value
        if is_list(wrapped) and len(wrapped) == 1 and is_dict(wrapped[0]):
            inner = wrapped[0]
        beside = {key for one in (value, inner) for key in one} - {"$ref", "allOf"}
        if any(key not in _ANNOTATIONS and not key.startswith("x-") for key in beside):
            return None
        target = self.document.find_target(inner.get("$ref"), self.bases)
        return target if target and is_dict(self.document.at(target)) else None

    def _outer_texts(self) -> dict[str, Any]:
        """Return the texts beside the references on the way to the schema; the outermost wins."""
        found = dict[str, Any]()
        for pointer in reversed(self.outer):
            value = self.document.at(pointer)
            for key in ("title", "description"):
                if key in value:
                    found[key] = value[key]
                    self.origins[f"/{key}"] = join_pointer(pointer, key)
        return found

    def _gather(self, value: Any) -> None:
        """Gather the targets of a schema's references, and those of the targets, in order."""
        pending = [value]
        while pending:
            found = list[str]()
            map_references(pending.pop(0), _noting(found))
            for reference in found:
                target = self.document.find_target(reference, self.bases)
                if target is None:
                    self.missing.add(reference.rpartition("/")[2])
                elif not self._is_inside(target) and target not in self.targets:
                    self.targets[target] = ""
                    pending.append(self.document.at(target))

    def _is_inside(self, target: str) -> bool:
        return not self.root or target.startswith(f"{self.root}/")

    def _name_targets(self, taken: set[str]) -> None:
        """Name each target by the end of its pointer, and count those that share a name."""
        for target in self.targets:
            base = split_pointer(target)[-1] or "schema"
            name = next(name for name in _numbered(base) if name not in taken)
            taken.add(name)
            self.targets[target] = name

    def _rewrite(self, reference: str) -> str:
        target = self.document.find_target(reference, self.bases)
        if target is None:
            return reference
        pointer = (
            target[len(self.root) :]
            if self._is_inside(target)
            else join_pointer("/$defs", self.targets[target])
        )
        rewritten = "#" + quote(pointer, safe=_SAFE)
        self.references.setdefault(rewritten, reference)
        return rewritten


def _numbered(name: str) -> Iterator[str]:
    yield name
    count = 2
    while True:
        yield f"{name}_{count}"
        count += 1


def _noting(found: list[str]) -> Callable[[str], str]:
    def note(reference: str) -> str:
        found.append(reference)
        return reference

    return note


def map_references(value: Any, change: Callable[[str], str]) -> Any:
    """Return a copy of a schema with every `$ref` in it changed, but none in data."""
    if is_list(value):
        return [map_references(item, change) for item in value]
    if not is_dict(value):
        return value
    found: Schema = {}
    for key, inner in value.items():
        if key == "$ref" and isinstance(inner, str):
            found[key] = change(inner)
        elif key in _DATA or key.startswith("x-"):
            found[key] = inner
        elif key in _NAMED and is_dict(inner):
            found[key] = {name: map_references(one, change) for name, one in inner.items()}
        else:
            found[key] = map_references(inner, change)
    return found
