"""The arguments of generated functions and of `Service`, and the calls that estimate a price."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from clientwright.codegen import code
from clientwright.codegen.code import Code, joined, literal
from clientwright.codegen.runtime_files import priced_fields
from clientwright.codegen.type_registry import PlannedField, PlannedModel
from clientwright.io.json_types import is_dict
from clientwright.schema.semantics import find_normal_form
from clientwright.specs.model import NOT_BEGUN, Endpoint, Service
from clientwright.specs.python_identifiers import PyName

FillTemplate = Callable[..., Code]

_SUMMARY = "Describe one job; nothing is sent."
_RAISES = """
Raises:
    InvalidInput: the arguments break the schema or a rule."""


def render_argument_types(models: Sequence[PlannedModel], fill: FillTemplate) -> Code:
    """Return a `TypedDict` for each model; the outermost uses Python names, nested ones wire names."""
    return Code("\n\n\n".join(_typed_dict(model, fill) for model in models))


def request_doc(model: PlannedModel) -> Code:
    """Return the docstring of `request`, with the description of each argument."""
    args = f"\n\nArgs:{_args_section(model)}\n" if model.fields else "\n"
    text = f"{_SUMMARY}{args}{_RAISES}"
    return code.indented(code.docstring(text, keep_indent=True), " " * 4)


def _typed_dict(model: PlannedModel, fill: FillTemplate) -> Code:
    """Return one `TypedDict` with the texts of its keys, which editors show where one is written."""
    outermost = model.name == "Input"
    name = "Arguments" if outermost else f"{model.name}Arguments"
    plain = model.has_identifiers
    fields = [
        _argument_entry(field, key, plain)
        for field, key in zip(model.fields, model.keys, strict=True)
    ]
    doc = "Arguments of `request`." if outermost else model.doc
    template = "arguments.jinja" if plain else "arguments_by_call.jinja"
    return fill(
        template,
        name=code.name(PyName(name)),
        text=code.literal(name),
        doc=code.docstring(doc),
        fields=fields,
    )


def _argument_entry(field: PlannedField, key: str, plain: bool) -> dict[str, Any]:
    return {
        "key": code.name(PyName(key)) if plain else Code(""),
        "text": code.literal(key),
        "type": Code(f"Required[{field.argument_type}]") if field.required else field.argument_type,
        "doc": code.indented(code.docstring(field.doc), "    ") if field.doc else Code(""),
    }


def _args_section(model: PlannedModel) -> str:
    return "".join(
        f"\n    {f.name}: {' '.join(f.doc.split()) or 'not documented.'}" for f in model.fields
    )


def service_arguments(service: Service) -> dict[str, Any]:
    """Return the arguments of the runtime's `Service`, in its order."""
    facts = service.document
    return {
        "name": facts["name"],
        "title": facts["title"],
        "base_url": facts["base_url"],
        "base_url_variable": facts["base_url_variable"],
        "token_variables": tuple(facts["token_variables"]),
        "auth": (facts["auth"]["header"], facts["auth"]["scheme"]),
        "operations": {
            name: (operation["method"], operation["path"])
            for name, operation in sorted(facts["operations"].items())
        },
        "not_begun": tuple(
            (one["http"], tuple(one.get("if", ()))) for one in facts.get("not_begun", NOT_BEGUN)
        ),
        "status_values": dict(sorted(facts["status"]["values"].items())),
        "result_values": dict(sorted(facts["result"]["values"].items())),
        "aliases": dict(sorted(facts["aliases"]["values"].items())),
        "cancel_outcomes": tuple(facts["cancel"]["outcomes"]),
        "errors": {error["code"]: error["is"] for error in sorted(facts["errors"], key=_code)},
        "sure_refusals": tuple(
            error["code"]
            for error in sorted(facts["errors"], key=_code)
            if error["sure"] == "H" and error["is"] != "server"
        ),
        "media_schemes": tuple(facts["media"]["schemes"]),
        "advised_megabytes": dict(sorted(facts["media"].get("advised_megabytes", {}).items())),
        "output_hosts": tuple(facts.get("output_hosts", {}).get("suffixes", ())),
    }


def _code(error: dict[str, Any]) -> int:
    return int(error["code"])


def price_arguments(endpoint: Endpoint) -> Code:
    """Return the arguments of an `Endpoint` that say its price, each after a comma; none if it has none."""
    price = endpoint.listing.price if endpoint.listing else None
    if price is None or price.usd is None or price.usd < 0:
        return Code("")
    said: dict[str, object] = {"price": (usd_text(price.usd), price.unit)}
    if price.note:
        said["price_note"] = price.note
    if defaults := _defaults(endpoint):
        said["price_defaults"] = defaults
    return joined((Code(f", {name}={literal(value)}") for name, value in said.items()), "")


def usd_text(usd: int | float) -> str:
    """Return dollars in digits, as a spec has them: 0.084 and not 0.08400000000000000078."""
    return format(Decimal(str(usd)), "f")


def _defaults(endpoint: Endpoint) -> tuple[tuple[str, Any], ...]:
    """Return the documented defaults of the fields that a price may depend on."""
    properties = find_normal_form(endpoint.input).schema.get("properties", {})
    found = ((name, properties.get(name)) for name in priced_fields())
    defaults = ((name, one.get("default")) for name, one in found if is_dict(one))
    return tuple(
        (name, value)
        for name, value in defaults
        if isinstance(value, int | float | str) and not isinstance(value, bool)
    )
