"""The arguments of generated functions, of `Service` and of `Endpoint`, and the calls that estimate a price."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from clientwright.codegen import code
from clientwright.codegen.code import Code, joined, literal
from clientwright.codegen.runtime_files import priced_fields, service_defaults
from clientwright.codegen.type_registry import PlannedField, PlannedModel
from clientwright.io.json_types import is_dict
from clientwright.schema.semantics import find_normal_form
from clientwright.schema.types import accepted_types
from clientwright.specs.model import NOT_BEGUN, Endpoint, Service
from clientwright.specs.python_identifiers import PyName
from clientwright.specs.wire_facts import FIELDS, DocumentedError, FieldPlace, WireFacts

FillTemplate = Callable[..., Code]

_UNSURE_KINDS = ("server", "cancelled", "timed-out", "expired")
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
    """Return the arguments of the runtime's `Service`, in its order; facts that are its defaults are left out."""
    facts, wire = service.document, service.wire
    operations = {
        name: operation
        for name, operation in sorted(wire.operations.items())
        if not (wire.one_call and name == "result")
    }
    outcomes = tuple(facts.get("cancel", {}).get("outcomes", ()))
    required = {
        "name": facts["name"],
        "title": facts["title"],
        "base_url": facts["base_url"],
        "base_url_variable": facts["base_url_variable"],
        "token_variables": tuple(facts["token_variables"]),
        "auth": (facts["auth"]["header"], facts["auth"]["scheme"]),
        "operations": {name: (one.method, one.path) for name, one in operations.items()},
        "not_begun": tuple(
            (one["http"], tuple(one.get("if", ()))) for one in facts.get("not_begun", NOT_BEGUN)
        ),
        "status_values": dict(sorted(wire.status_values.items())),
        "result_values": {} if wire.one_call else dict(sorted(wire.result_values.items())),
        "aliases": dict(sorted(wire.aliases.items())),
        "cancel_outcomes": outcomes,
        "errors": {
            error.code: error.kind
            for error in sorted(wire.errors, key=_order_of_error)
            if error.code is not None
        },
        "sure_refusals": _sure_refusals(wire),
        "media_schemes": tuple(facts["media"]["schemes"]),
        "advised_megabytes": dict(sorted(facts["media"].get("advised_megabytes", {}).items())),
        "output_hosts": tuple(facts.get("output_hosts", {}).get("suffixes", ())),
    }
    answers = () if outcomes else wire.cancel_answers
    others = {
        "path_parts": {name: (p.first, dict(p.after)) for name, p in wire.path_parts.items()},
        "input_at": wire.operations["submit"].input_at,
        "constants": dict(wire.operations["submit"].constants),
        "query": {name: dict(one.query) for name, one in operations.items() if one.query},
        "headers": {name: dict(one.headers) for name, one in operations.items() if one.headers},
        "cost_query": dict(wire.operations["result"].cost_query),
        "fields": {
            name: _read_places(name, one.fields)
            for name, one in operations.items()
            if _read_places(name, one.fields) != _read_places(name, FIELDS[name])
        },
        "ends_by_http": wire.ends_by_http,
        "own_answer_header": wire.own_answer_header,
        "failed_at": wire.failed_at,
        "expired_at": wire.expired_at,
        "null_output": "null" in accepted_types(find_normal_form(service.output).schema),
        "cost_unit": wire.operations["result"].cost_unit,
        "cancel_answers": tuple((a.means, a.http, a.word) for a in answers),
        "cancel_by_status": wire.cancel_by_status,
        "codes_at": tuple(place.header or place.pointer for place in wire.codes_at),
        "codes_in_success_at": tuple(
            place.header or place.pointer for place in wire.codes_in_success_at
        ),
        "words_at": wire.words_at,
        "errors_by_http": {
            error.http: error.kind
            for error in sorted(wire.errors, key=_order_of_error)
            if error.code is None
        },
    }
    defaults = service_defaults()
    return {**required, **{k: v for k, v in others.items() if v != defaults[k]}}


def _read_places(operation: str, fields: Mapping[str, FieldPlace]) -> dict[str, str]:
    """Return the places in an answer of what the runtime reads there."""
    read = {"submit": ("request_id",), "cancel": ("request_id", "status", "outcome", "code")}
    return {
        name: place.header or place.pointer
        for name, place in sorted(fields.items())
        if name in read.get(operation, fields) and not name.endswith("_url")
    }


def _order_of_error(error: DocumentedError) -> tuple[bool, int | str]:
    code = error.http if error.code is None else error.code
    return isinstance(code, str), code


def _sure_refusals(wire: WireFacts) -> tuple[int | str, ...]:
    """Return the codes after which no job was begun; those of a model's own answer may be of a job."""
    return tuple(
        error.code
        for error in sorted(wire.errors, key=_order_of_error)
        if error.code is not None
        and error.sure == "H"
        and error.kind not in _UNSURE_KINDS
        and not wire.ends_by_http
    )


def endpoint_arguments(endpoint: Endpoint) -> Code:
    """Return the arguments of an `Endpoint` that say its version and price, each after a comma."""
    price = endpoint.listing.price if endpoint.listing else None
    said: dict[str, object] = {"version": endpoint.version} if endpoint.version else {}
    if price is not None and price.usd is not None and price.usd >= 0:
        said["price"] = (usd_text(price.usd), price.unit)
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
