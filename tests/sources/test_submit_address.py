"""Documents of a service whose submits have a path, or a body, of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.io.json_pointer import split_pointer
from clientwright.sources.documents import RawEndpoint, ReadOptions, Source
from clientwright.sources.read_documents import read_source
from clientwright.specs.model import Service
from sources.openapi_documents import PROMPT, api, post
from sources.support import SERVICE, Result, codes

HOST = "https://api.acme.example"
WORD = st.from_regex(r"[a-z][a-z0-9-]{0,5}[a-z0-9]", fullmatch=True)
PART = WORD.map("/{}".format)
TEXT = {"type": "string"}


def service(base: str, path: str, **submit: Any) -> Service:
    """Return a service of a base URL and a submit."""
    operations = {
        **SERVICE.document["operations"],
        "submit": {"method": "POST", "path": path, "sure": "H", **submit},
    }
    facts = {"base_url": HOST + base, "hosts": ["api.acme.example"], "operations": operations}
    return replace(SERVICE, document={**SERVICE.document, **facts})


def read(value: Any, of: Service, **options: str) -> Result:
    """Read a document or a page of a service."""
    text = value if isinstance(value, str) else json.dumps(value, indent=1)
    name = "a.txt" if isinstance(value, str) else "a.json"
    return read_source(Source(name, text), ReadOptions.of_service(of, **options))


def read_valid(value: Any, of: Service, **options: str) -> RawEndpoint:
    """Read what has to be valid."""
    raw = read(value, of, **options)
    assert isinstance(raw, RawEndpoint), [str(one) for one in raw]
    return raw


@settings(max_examples=15)
@given(
    base=st.just("") | PART | st.just("/api/v1"),
    before=st.sampled_from(["/run", "/v2/models", "/x"]),
    after=st.sampled_from(["", "/jobs"]),
    model=st.lists(WORD, min_size=2, max_size=3).map("/".join),
    cut=st.sampled_from(["base", "none", "all"]),
)
def test_the_path_of_the_service_decides(
    base: str, before: str, after: str, model: str, cut: str
) -> None:
    """The id is what stands for it in the submit's path, wherever the base's own path is; a hint is never the whole path."""
    acme = service(base, f"{before}/{{model_id}}{after}")
    server, path = {
        "base": (HOST + base, f"{before}/{model}{after}"),
        "all": (HOST, f"{base}{before}/{model}{after}"),
        "none": (HOST, f"{before}/{model}{after}"),
    }[cut]
    document = api({path: post(PROMPT)}, servers=[{"url": server}])
    assert read_valid(document, acme).id == model
    document["servers"] = [{"url": "https://elsewhere.example"}]
    problems = read(document, acme)
    assert codes(problems) == ["no-id"]
    assert isinstance(problems, tuple)
    assert f"Add --id {model}, if" in problems[0].advice()


@pytest.mark.parametrize("constant", ["{model_id}", "acme:{model_id}"])
def test_a_model_in_the_body_is_read_from_its_example(constant: str) -> None:
    """Where a constant has the id, an example or the constant's schema states it; without one nothing is suggested."""
    acme = service("/v1", "/jobs", input_at="/input", constants={"/model/name": constant})
    named = constant.replace("{model_id}", "acme/film-3")
    body: dict[str, Any] = {
        "type": "object",
        "properties": {
            "model": {"type": "object", "properties": {"name": TEXT}},
            "input": PROMPT,
        },
    }
    sample = {"model": {"name": named}, "input": {"prompt": "x"}}
    document = api({"/jobs": post(body)}, servers=[{"url": f"{HOST}/v1"}])
    problems = read(document, acme)
    assert isinstance(problems, tuple)
    assert "--id vendor/model" in problems[0].advice()
    media = document["paths"]["/jobs"]["post"]["requestBody"]["content"]["application/json"]
    for key, value in (("example", sample), ("examples", {"one": {"value": sample}})):
        media[key] = value
        raw = read_valid(document, acme)
        assert (raw.id, raw.schema) == ("acme/film-3", PROMPT)
        del media[key]
    body["properties"]["model"]["properties"]["name"] = {"const": named}
    assert read_valid(document, acme).id == "acme/film-3"


def body_schema(place: str, schema: Any, constant: str) -> dict[str, Any]:
    """Return the schema of a body with an input and a constant."""
    for name in reversed(split_pointer(place)):
        schema = {"type": "object", "properties": {name: schema}}
    name = constant.removeprefix("/")
    return {**schema, "properties": {name: TEXT, **schema["properties"]}, "required": [name]}


@settings(max_examples=15)
@given(
    place=st.sampled_from(["/params", "/input", "/job/in~1put"]),
    forms=st.lists(st.sampled_from(["plain", "ref", "allOf"]), min_size=2, max_size=2),
    constants=st.sampled_from([{}, {"/client": "cw"}]),
)
def test_the_input_is_taken_out_of_the_body(
    place: str, forms: list[str], constants: dict[str, str]
) -> None:
    """The input's schema is what the body has at `input_at`, through references and `allOf`."""
    acme = service("/api", "/run/{model_id}", input_at=place, constants=constants)
    schemas: dict[str, Any] = {}

    def written(name: str, form: str, schema: Any) -> Any:
        schemas[name] = schema
        reference = {"$ref": f"#/components/schemas/{name}"}
        return {"plain": schema, "ref": reference, "allOf": {"allOf": [reference]}}[form]

    body = body_schema(place, written("Params", forms[0], PROMPT), "/client")
    document = api({"/run/acme/film": post(written("Body", forms[1], body))}, schemas)
    document["servers"] = [{"url": f"{HOST}/api"}]
    assert read_valid(document, acme).schema == PROMPT


def test_a_body_without_the_input_is_an_error() -> None:
    """A body with every constant but no object for the input is refused at its place; any other is the input itself."""
    acme = service("", "/run/{model_id}", input_at="/params", constants={"/client": "cw"})
    servers = [{"url": HOST}]
    for fields in ({"client": TEXT}, {"client": TEXT, "params": TEXT}):
        body = {"type": "object", "properties": fields}
        problems = read(api({"/run/acme/film": post(body)}, servers=servers), acme)
        assert codes(problems) == ["input-lacking"]
        assert isinstance(problems, tuple)
        assert "'/client'" in problems[0].found()
        assert "'/params'" in problems[0].found()
        assert problems[0].location.line > 1
    assert read_valid(api({"/run/acme/film": post(PROMPT)}, servers=servers), acme).schema == PROMPT


@pytest.mark.parametrize(
    ("base", "path"),
    [("/api", "/run/{model_id}"), ("", "/{model_id}"), ("/v1", "/m/{model_id}/go")],
)
def test_a_page_states_the_id_in_the_call_of_a_submit(base: str, path: str) -> None:
    """A saved page's curl to the submit's path states the id; calls about jobs state none, and the sample is the input."""
    acme = service(base, path, input_at="/params")
    operations = acme.document["operations"]
    status = {**operations["status"], "path": "/{model_id}/requests/{request_id}/status"}
    acme = replace(acme, document={**acme.document, "operations": {**operations, "status": status}})
    sample = json.dumps({"client": "cw", "params": {"prompt": "A red kite."}})
    for model in ("acme/film-3", "acme/film/fast"):
        url = f"{HOST}{base}{path.replace('{model_id}', model)}"
        calls = f"curl -X POST {url} \\\n  -d '{sample}'"
        later = f"curl -X GET {HOST}{base}/{model}/requests/ab-12/status"
        page = f"Draw a picture with this.\n\n{calls}\n\n{later}\n\n{json.dumps(PROMPT)}"
        raw = read_valid(page, acme)
        assert (raw.id, raw.sample) == (model, {"prompt": "A red kite."})
        problems = read(page.replace(calls, ""), acme)
        assert codes(problems)[:1] == ["no-sample-call"]


def test_a_page_states_the_id_in_the_body_of_a_sample() -> None:
    """Where a constant has the id, the payload of a saved page's curl states it, without its version."""
    facts = {"input_at": "/input", "constants": {"/version": "{model_id}"}}
    acme = service("/v1", "/predictions", **facts)
    body = json.dumps({"version": "acme/film-3:ab12", "input": {"prompt": "A red kite."}})
    call = f"curl --request POST --url {HOST}/v1/predictions \\\n  --data '{body}'"
    page = f"Draw a picture with this.\n\n{call}\n\n{json.dumps(PROMPT)}"
    raw = read_valid(page, acme)
    assert (raw.id, raw.sample) == ("acme/film-3", {"prompt": "A red kite."})
    without = read(page.replace("version", "other"), acme)
    assert isinstance(without, tuple)
    assert codes(without)[0] == "no-sample-call"
    assert ".../v1/predictions, with the id in its body at /version" in without[0].found()
