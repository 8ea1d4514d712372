"""Type annotations, spelled by datamodel-code-generator.

The generator is asked for each form of a type once, for all new forms in one run, and its answers are
kept in the user's cache folder. A kept answer is believed only if it is what the form says.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib.metadata import version

from clientwright.codegen.code import Code, UnsafeCode
from clientwright.codegen.type_forms import DEFINITIONS, TypeForm, number_placeholder
from clientwright.io.cache import Cache, open_shared_cache

_OUTERMOST = "Outermost"
_MODEL = re.compile(r"\bModel\d+\b")
_ANY_MODEL = {"type": "object", "properties": {"field": {"type": "integer"}}, "required": ["field"]}

_SPELLED: dict[str, str] = {}
"""The spelling of each form, with its placeholders."""
_GENERATED: dict[str, str] = {}
"""The spellings that the generator gave to this process."""
_REMEMBERING: ContextVar[bool] = ContextVar("_REMEMBERING", default=True)


@contextmanager
def remembering(believed: bool) -> Iterator[None]:
    """Let the cache be believed or not; if not, it is neither read nor written."""
    before = _REMEMBERING.set(believed)
    try:
        yield
    finally:
        _REMEMBERING.reset(before)


def learn_spellings(forms: Iterable[TypeForm]) -> None:
    """Find the spellings of many forms at once; one that has none is an error only where it is needed."""
    with suppress(Exception):
        _learn(forms)


def spell_types(forms: Sequence[TypeForm]) -> list[Code]:
    """Return the annotation of each type, as the generator spells it.

    Raises:
        UnsafeCode: the generator left out or renamed something.
    """
    known = _learn(forms)
    return [form.fill(known[form.schema]) for form in forms]


def _learn(wanted: Iterable[TypeForm]) -> Mapping[str, str]:
    """Return the spellings of forms: from the cache, or else by one run of the generator for all others."""
    remembers = _REMEMBERING.get()
    known = _SPELLED if remembers else _GENERATED
    forms = {form.schema: form for form in wanted if form.schema not in known}
    if not forms:
        return known
    generator = version("datamodel-code-generator")
    cache = open_shared_cache("spelled", generator) if remembers else Cache(None)
    cached = {form: cache.get(form) for form in forms}
    fresh = [form for form, spelled in cached.items() if spelled != forms[form].plain_spelling()]
    found = dict(zip(fresh, _generated(fresh), strict=True)) if fresh else {}
    for form, spelled in found.items():
        cache.put(form, value=spelled)
    cache.save()
    _GENERATED.update(found)
    _SPELLED.update({**cached, **found})
    return known


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
        "$ref": f"{DEFINITIONS}{_OUTERMOST}",
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
        placeholder = number_placeholder(number) if isinstance(number, (int, float)) else ""
        return ast.Name(placeholder) if placeholder else node


def field_annotations(schema: str, outermost: str) -> Mapping[str, Mapping[str, ast.expr]]:
    """Return the annotation of every field of every model, as the generator spells it; a type's alias has none."""
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
    body = ast.parse(text).body
    aliases = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    return {
        **{ast.unparse(alias): {} for alias in aliases},
        **{node.name: dict(_annotated_fields(node)) for node in classes},
    }


def _annotated_fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for line in node.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            yield line.target.id, line.annotation
