"""The OpenAPI document of a service is valid, has every endpoint and fact, and is the same for the same specs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from clientwright.export.openapi_document import openapi_document
from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.yaml_text import dump_yaml_text
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import CatalogueListing, Endpoint, Price, Service
from clientwright.specs.model_ids import ModelId
from clientwright.specs.spec_files import load_packaged_specs
from codegen import support

INPUT: dict[str, Any] = {
    "type": "object",
    "required": ["image"],
    "properties": {
        "image": {"type": "string", "x-media": {"kind": "image"}},
        "size": {"$ref": "#/$defs/size"},
    },
    "$defs": {"size": {"type": "object", "properties": {"width": {"type": "integer"}}}},
}


def endpoint(id: str, **more: Any) -> Endpoint:
    """Return an endpoint with a medium and a definition."""
    return Endpoint(ModelId(id), INPUT, **more)


def document(*endpoints: Endpoint, service: Service | None = None, locale: str = "en") -> Any:
    """Return the valid document of some endpoints, in which every reference leads somewhere."""
    found = openapi_document(service or support.service(), endpoints, locale)
    OpenAPIV31SpecValidator(found).validate()
    for _, schema in walk_schemas({"properties": found["components"]["schemas"]}):
        if "$ref" in schema:
            resolve_pointer(found, schema["$ref"].removeprefix("#"))
    return found


def test_packaged_specs_are_exported_whole() -> None:
    """Each packaged endpoint has a literal path, its input as it is, its rules and its words."""
    services = {one.service.name: one for one in load_packaged_specs().services}
    specs = services["runcomfy"]
    found = document(*specs.endpoints, service=specs.service)
    for one in specs.endpoints:
        post = found["paths"][f"/models/{one.id}"]["post"]
        reference = post["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = resolve_pointer(found, reference.removeprefix("#"))
        assert schema["properties"].keys() == one.input["properties"].keys()
        assert [rule["kind"] for rule in schema["x-rules"]] == [rule.kind for rule in one.rules]
        assert schema["properties"]["prompt"]["description"] == one.text(
            "/properties/prompt", "description"
        )
        assert schema["additionalProperties"] is False


def test_both_vocabularies_and_all_codes_are_there() -> None:
    """The words of status and of result stay apart, and every documented error code is listed."""
    facts = support.service().document
    schemas = document(endpoint("a/b"))["components"]["schemas"]
    assert schemas["Status"]["properties"]["status"]["enum"] == [*facts["status"]["values"]]
    assert schemas["Result"]["properties"]["status"]["enum"] == [*facts["result"]["values"]]
    listed = schemas["Error"]["properties"]["error_code"]["x-error-codes"]
    assert [one["code"] for one in listed] == [one["code"] for one in facts["errors"]]


def test_submit_links_to_the_calls_about_its_request() -> None:
    """The answer to a submit has a link to status, result and cancel, each an operation of the document."""
    found = document(endpoint("a/b"))
    operations = {
        call["operationId"]
        for item in found["paths"].values()
        for method, call in item.items()
        if method in ("get", "post", "put")
    }
    links = found["paths"]["/models/a/b"]["post"]["responses"]["2XX"]["links"]
    assert {one["operationId"] for one in links.values()} == {"status", "result", "cancel"}
    assert {one["operationId"] for one in links.values()} <= operations


def test_ids_of_any_spelling_have_a_path_and_a_key_of_their_own() -> None:
    """Spaces are escaped in paths; ids that differ only in what a key cannot hold get different keys."""
    ids = ("a/Hero Film 2", "a/Hero_Film 2", "a/hero film 2", "a/x.y")
    found = document(*map(endpoint, ids))
    assert "/models/a/Hero%20Film%202" in found["paths"]
    inputs = [key for key in found["components"]["schemas"] if key.endswith(".input")]
    assert len({key.lower() for key in inputs}) == len(ids)


def test_prices_and_own_outputs_are_exported() -> None:
    """A price is told beside the call; an output of an endpoint's own is one that results may have."""
    listing = CatalogueListing("1", "2", price=Price(0.5, "second"))
    own = {"type": "object", "properties": {"mask": {"type": "string"}}}
    found = document(endpoint("a/b", listing=listing, output=own), endpoint("a/c"))
    assert found["paths"]["/models/a/b"]["post"]["x-price"] == {"usd": 0.5, "unit": "second"}
    outputs = found["components"]["schemas"]["Result"]["properties"]["output"]["anyOf"]
    assert [one["$ref"].rpartition("/")[2] for one in outputs] == ["Output", "a.b.output"]


def test_words_are_in_the_chosen_language() -> None:
    """A text is in the chosen locale where the spec has it, else in another one."""
    words = {
        "en": {"/properties/size": {"title": "Size"}},
        "ja": {"/properties/image": {"title": "画像"}},
    }
    one = endpoint("a/b", words=words)
    schema = document(one, locale="ja")["components"]["schemas"]["a.b.input"]
    titles = {name: sub["title"] for name, sub in schema["properties"].items()}
    assert titles == {"image": "画像", "size": "Size"}


def test_a_service_with_another_header_and_paths_is_exported() -> None:
    """A key in a header of its own, and calls below the model's path, are said as they are."""
    facts = json.loads(json.dumps(support.service().document))
    facts["auth"] = {"header": "X-Key", "scheme": "", "sure": "H"}
    for name in ("status", "result", "cancel"):
        facts["operations"][name]["path"] = f"/m/{{model_id}}/{{request_id}}/{name}"
    found = document(endpoint("a/b"), service=replace(support.service(), document=facts))
    scheme = found["components"]["securitySchemes"]["token"]
    assert (scheme["type"], scheme["name"]) == ("apiKey", "X-Key")
    assert {"/m/a/b/{request_id}/status", "/m/a/b/{request_id}/cancel"} <= found["paths"].keys()


def test_a_call_without_a_token_is_exported_where_it_is_optional() -> None:
    """Where some calls are answered without a token, the document says that one may be missing."""
    facts = json.loads(json.dumps(support.service().document))
    assert document(endpoint("a/b"))["security"] == [{"token": []}]
    facts["auth"]["optional"] = True
    found = document(endpoint("a/b"), service=replace(support.service(), document=facts))
    assert found["security"] == [{"token": []}, {}]


def test_the_version_changes_with_the_content_only() -> None:
    """The same endpoints give the same document; another one gives another version."""
    one = document(endpoint("a/b"))
    assert one == document(endpoint("a/b"))
    assert one["info"]["version"] != document(endpoint("a/c"))["info"]["version"]


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://a.b/c.png", True),
        ("HTTPS://a.b/ä", True),
        ("http://a.b/c.png", False),
        ("x", False),
    ],
)
def test_media_have_the_form_of_their_url(url: str, fits: bool) -> None:
    """A medium is a URI with one of the service's schemes, in any case of its letters."""
    schema = document(endpoint("a/b"))["components"]["schemas"]["a.b.input"]
    image: Mapping[str, Any] = schema["properties"]["image"]
    assert image["format"] == "uri"
    assert Draft202012Validator(image).is_valid(url) is fits


TEXTS = st.text(max_size=12) | st.sampled_from(
    ["1e3", "0o7", "1_0", "yes", "No", "null", "~", "2026-01-01", "1:30", "=", "<<", "0x1f", ".5", "- a", "a: b", "#", "", " a"]
)  # fmt: skip
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(PLAIN)
def test_yaml_says_what_json_says(value: Any) -> None:
    """A value written as YAML is read as the same value."""
    assert yaml.safe_load(dump_yaml_text(value)) == value


@given(TEXTS)
def test_texts_are_texts_in_every_version_of_yaml(text: str) -> None:
    """Only texts of letters that no version of YAML takes for another value are written without quotes."""
    written = dump_yaml_text({"k": text}).removeprefix("k: ").rstrip("\n")
    first, last = (text[:1], text[-1:])
    assert written.startswith('"') or (
        (first.isalpha() or first in "/$") and (last.isalpha() or last == ")")
    )
