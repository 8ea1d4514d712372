"""Type annotations, spelled by datamodel-code-generator.

The generator is asked for each form of a type once, for all new forms in one run, and its answers are
kept in the user's cache folder. A form is a type's schema with placeholders for the names of models and
types, since the generator may rename what has the name of something that it imports, and for plain
numbers. No name, title, description, default or enum of a document reaches it.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, cast

from clientwright.codegen.code import Code, UnsafeCode
from clientwright.io.cache import open_shared_cache

_DEFINITIONS = "#/$defs/"
_OUTERMOST = "Outermost"
_MODEL = re.compile(r"\bModel\d+\b")
_PLACEHOLDER = re.compile(r"\b(?:Model|Type|Integer|Float)\d+\b")
_FIRST_NUMBER = 100_000
"""The number that stands for the first one of a form."""
_PLAIN = 10**15
"""Numbers below it, except zero, differ only in their digits; the generator is given others as they are."""
_ANY_MODEL = {"type": "object", "properties": {"field": {"type": "integer"}}, "required": ["field"]}

_SPELLED: dict[str, str] = {}
"""The spelling of each form, with its placeholders."""


@dataclass(slots=True)
class TypeForm:
    """A type's schema with placeholders, and the texts that these stand for.

    Equal names have one placeholder, and so have equal numbers: members of a union that are equal stay so.
    """

    meanings: dict[str, str] = field(default_factory=dict[str, str])
    known: dict[tuple[str, Any], Any] = field(default_factory=dict[tuple[str, Any], Any])
    schema: str = ""

    @classmethod
    def of(cls, type_schema: Mapping[str, Any]) -> TypeForm:
        """Return the form of a type's schema."""
        form = cls()
        form.schema = json.dumps(form._replaced(type_schema))
        return form

    def _replaced(self, given: Any) -> Any:
        if isinstance(given, list):
            return [self._replaced(one) for one in cast(list[Any], given)]
        if isinstance(given, Mapping):
            found = cast(Mapping[str, Any], given)
            return {key: self._value(key, one) for key, one in found.items()}
        if isinstance(given, (int, float)) and not isinstance(given, bool):
            return self._number(given) if 0 < abs(given) < _PLAIN else given
        return given

    def _value(self, key: str, value: Any) -> Any:
        if key == "$ref":
            return _DEFINITIONS + self._name("Model", value.removeprefix(_DEFINITIONS))
        if key == "customTypePath":
            return "types." + self._name("Type", value.removeprefix("types."))
        return self._replaced(value)

    def _name(self, kind: str, name: str) -> str:
        if (kind, name) not in self.known:
            self.known[kind, name] = placeholder = f"{kind}{len(self.known)}"
            self.meanings[placeholder] = name
        return str(self.known[kind, name])

    def _number(self, number: int | float) -> int | float:
        """Return a number of the same type and sign, which is integral if the number is."""
        key = (type(number).__name__, number)
        if key not in self.known:
            n = len(self.known)
            size: int | float = _FIRST_NUMBER + n
            if isinstance(number, float):
                size = float(size) if number.is_integer() else size + 0.5
            self.known[key] = size if number > 0 else -size
            self.meanings |= {f"Integer{n}": repr(int(number)), f"Float{n}": repr(float(number))}
        return cast(int | float, self.known[key])

    def fill(self, spelled: str) -> Code:
        """Return the spelling of a form with what its placeholders stand for."""
        return Code(_PLACEHOLDER.sub(lambda found: self.meanings[found[0]], spelled))


def learn_spellings(type_schemas: Iterable[Mapping[str, Any]]) -> None:
    """Find the spellings of many types at once; one that has none is an error only where it is needed."""
    with suppress(Exception):
        _learn([TypeForm.of(one).schema for one in type_schemas])


def spell_types(type_schemas: Iterable[Mapping[str, Any]]) -> list[Code]:
    """Return the annotation of each type, as the generator spells it.

    Raises:
        UnsafeCode: the generator left out or renamed something.
    """
    forms = [*map(TypeForm.of, type_schemas)]
    _learn([form.schema for form in forms])
    return [form.fill(_SPELLED[form.schema]) for form in forms]


def _learn(wanted: Sequence[str]) -> None:
    """Find the spellings of forms: in the cache, or else by one run of the generator for all others."""
    forms = [form for form in dict.fromkeys(wanted) if form not in _SPELLED]
    if not forms:
        return
    cache = open_shared_cache("spelled", version("datamodel-code-generator"))
    cached = {form: cache.get(form) for form in forms}
    fresh = [form for form, spelled in cached.items() if not _may_be_spelling(form, spelled)]
    found = dict(zip(fresh, _generated(fresh), strict=True)) if fresh else {}
    for form, spelled in found.items():
        cache.put(form, value=spelled)
    cache.save()
    _SPELLED.update({**cached, **found})


def _may_be_spelling(form: str, spelled: Any) -> bool:
    """Return whether a value of the cache has only placeholders of the form."""
    if not isinstance(spelled, str):
        return False
    return {*_PLACEHOLDER.findall(spelled)} <= TypeForm.of(json.loads(form)).meanings.keys()


def _generated(forms: Sequence[str]) -> list[str]:
    """Return the spellings of forms, by a run of the generator: the types of one model's fields.

    Every field is required, so that each type is spelled bare.

    Raises:
        UnsafeCode: the generator left out or renamed something.
    """
    fields = {f"field_{n}": json.loads(form) for n, form in enumerate(forms)}
    models = dict.fromkeys(sorted({*_MODEL.findall(" ".join(forms))}), _ANY_MODEL)
    outermost = {"type": "object", "properties": fields, "required": [*fields]}
    schema = {
        "$defs": {**models, _OUTERMOST: outermost},
        "$ref": f"{_DEFINITIONS}{_OUTERMOST}",
    }
    found = field_annotations(json.dumps(schema), _OUTERMOST)
    planned = {**{name: ["field"] for name in models}, _OUTERMOST: [*fields]}
    if planned != {name: [*annotations] for name, annotations in found.items()}:
        raise UnsafeCode("the model generator gave other models than were planned")
    return [ast.unparse(_NumberPlaceholders().visit(one)) for one in found[_OUTERMOST].values()]


class _NumberPlaceholders(ast.NodeTransformer):
    """Puts names in the place of the numbers that stand for others."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Return the placeholder of a negative number."""
        inner = self.visit(node.operand)
        return inner if inner is not node.operand else node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Return the placeholder of a positive number."""
        number = node.value
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            return node
        n = int(number) - _FIRST_NUMBER
        kind = "Integer" if isinstance(number, int) else "Float"
        return ast.Name(f"{kind}{n}") if n >= 0 and number < _PLAIN else node


def field_annotations(schema: str, outermost: str) -> Mapping[str, Mapping[str, ast.expr]]:
    """Return the annotation of every field of every model, as the generator spells it."""
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import PythonVersion

    text = str(
        generate(
            schema,
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.PydanticV2BaseModel,
            target_python_version=PythonVersion.PY_311,
            class_name=outermost,
            formatters=[],
            use_annotated=True,
            field_constraints=True,
            keep_model_order=True,
            use_standard_collections=True,
            use_union_operator=True,
        )
    )
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    return {node.name: dict(_annotated_fields(node)) for node in classes}


def _annotated_fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for line in node.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            yield line.target.id, line.annotation
