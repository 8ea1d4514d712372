"""Documents of services whose files say where an entry of the catalogue has its id and its version."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.json_pointer import join_pointer
from clientwright.normalize.combine import combine_pages
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.sources.documents import RawEndpoint, ReadOptions, Source
from clientwright.sources.read_documents import read_source
from clientwright.specs.model import Endpoint
from sources.openapi_documents import IMAGE, PROMPT, api, post
from sources.support import SERVICE, Result, codes

FACTS: dict[str, Any] = {
    "catalogue": {
        "url": "https://api.example.com/models",
        "items": "/models",
        "id": ["/owner", "/name"],
        "version": "/latest_version/id",
        "sure": "H",
    },
    "output": {},
}
PINNED = replace(SERVICE, document={**SERVICE.document, **FACTS})
BY_ENDPOINT = replace(
    SERVICE,
    document={**SERVICE.document, "catalogue": {**FACTS["catalogue"], "id": "/endpoint_id"}}
    | {"output": {}},
)
JSON_TYPES = st.sampled_from("string number integer boolean null array object".split())
OUTPUTS = st.fixed_dictionaries(
    {},
    optional={
        "type": JSON_TYPES | st.lists(JSON_TYPES, min_size=1, unique=True),
        "format": st.just("uri"),
        "items": st.just({"type": "array", "items": {"type": "string", "format": "uri"}}),
        "properties": st.just({"video": {"type": "object", "properties": {"url": {}}}}),
        "enum": st.lists(st.integers() | st.text(), min_size=1, unique_by=repr),
    },
)


def cog(**schemas: Any) -> dict[str, Any]:
    """Return the document of a model's container, whose paths are not those of the API."""
    paths = {
        path: post({"type": "object", "properties": {"no": {}}}) for path in ("/", "/predictions")
    }
    listed = {
        "Input": PROMPT,
        "TrainingInput": {"type": "object", "properties": {"no": {}}},
        **schemas,
    }
    return api(paths, listed, info={"title": "Cog", "version": "0.1.0"})


def entry(document: Any, version: Any = "a" * 64, **more: Any) -> dict[str, Any]:
    """Return the entry of a model."""
    latest = {"id": version, "openapi_schema": document}
    return {"owner": "maker", "name": "draw", "latest_version": latest, **more}


def read(value: Any, service: Any = PINNED, **options: str) -> Result:
    """Read a value as a document of a service."""
    text = json.dumps(value, indent=1)
    return read_source(Source("a.json", text), ReadOptions.of_service(service, **options))


def imported(value: Any, service: Any = PINNED, **options: str) -> Endpoint:
    """Return the endpoint of a document that must be valid."""
    raw = read(value, service, **options)
    assert isinstance(raw, RawEndpoint), [str(one) for one in raw]
    endpoint = combine_pages([repair_endpoint(raw, service)])
    assert isinstance(endpoint, Endpoint), [str(one) for one in endpoint]
    return endpoint


def test_an_entry_states_id_and_version() -> None:
    """The id is put together from its parts, the version is in the spec, and calls name both."""
    endpoint = imported(entry(cog()))
    assert (endpoint.id, endpoint.version) == ("maker/draw", "a" * 64)
    assert endpoint.called_as == f"maker/draw:{'a' * 64}"
    assert endpoint.input == PROMPT


@pytest.mark.parametrize("paths", [None, {}, {"/predictions": {"post": {}}}])
def test_only_input_and_output_are_meant(paths: Any) -> None:
    """Whatever paths the container's document has, the schemas `Input` and `Output` are those of a job."""
    document = {**cog(Output={"type": "string"}, Request=PROMPT), "paths": paths}
    if paths is None:
        del document["paths"]
    found = imported(entry(document))
    assert (found.input, found.output) == (PROMPT, {"type": "string"})
    bare = imported({**document, "info": {"title": "Other"}}, id="maker/draw")
    assert (bare.input, bare.output, bare.version) == (PROMPT, {"type": "string"}, "")


def test_a_page_pins_no_version() -> None:
    """The form of a model's page has an id and schemas, and a note says that no version is pinned."""
    page = {"owner": "maker", "name": "draw", "form": "model page", "input_schema": PROMPT}
    raw = read(page)
    assert codes(raw) == ["version-not-pinned"]
    found = imported(page)
    assert (found.id, found.version, found.input, found.output) == ("maker/draw", "", PROMPT, None)


@pytest.mark.parametrize("version", [5, "", "a b", ["a"], "é", "a" * 129, "a\n"])
def test_a_version_that_no_call_can_name_is_refused(version: Any) -> None:
    """A version has to be a short text without blanks; else the document is refused at its place."""
    problems = read(entry(cog(), version))
    assert isinstance(problems, tuple)
    assert [(one.code, one.location.pointer) for one in problems] == [
        ("bad-version", "/latest_version/id")
    ]


@pytest.mark.parametrize("latest", [None, {}, {"id": None}])
def test_a_model_without_a_schema_is_one_error(latest: Any) -> None:
    """A model whose entry has no schema is told as that, not as one without an id."""
    assert codes(read({"owner": "maker", "name": "draw", "latest_version": latest})) == [
        "no-schema"
    ]


def test_a_document_of_another_endpoint_is_refused() -> None:
    """A document that states another id than its entry, or than --id, is refused where it says so."""
    info = {"title": "Q", "version": "1", "x-fal-metadata": {"endpointId": "v/paint"}}
    document = api({"/v/paint": post(PROMPT)}, info=info)
    own = {"endpoint_id": "v/paint", "metadata": {}, "openapi": document}
    assert imported(own, BY_ENDPOINT).id == "v/paint"
    assert imported(document, BY_ENDPOINT, id="v/paint").id == "v/paint"
    for value, options in (
        ({**own, "endpoint_id": "v/draw"}, {}),
        ({**own, "endpoint_id": "v/draw"}, {"id": "v/draw"}),
        (own, {"id": "v/draw"}),
        (document, {"id": "v/draw"}),
    ):
        problems = read(value, BY_ENDPOINT, **options)
        assert codes(problems) == ["other-endpoint"]
        assert isinstance(problems, tuple)
        assert problems[0].location.pointer.endswith("/x-fal-metadata/endpointId")
        assert "'v/paint', not of 'v/draw'" in problems[0].found()
    assert codes(read(entry(cog()), id="maker/paint")) == ["other-endpoint"]


def test_the_answer_to_a_submit_is_no_output() -> None:
    """What a POST answers is the output, unless it has the job's id; then the result's answer is."""
    queued = {"type": "object", "properties": {"request_id": {"type": "string"}}}
    info = {"title": "Q", "version": "1", "x-fal-metadata": {"endpointId": "v/paint"}}
    video = {"type": "object", "properties": {"video": {"type": "string"}}}
    by_reference = {"$ref": "#/components/schemas/Queued"}
    result = {"get": {"responses": {"200": {"content": {"application/json": {"schema": video}}}}}}
    for answer, expected in ((queued, None), (by_reference, None), (video, video)):
        document = api({"/v/paint": post(PROMPT, answer)}, {"Queued": queued}, info=info)
        assert imported(document, BY_ENDPOINT).output == expected
        document["paths"]["/v/paint/requests/{request_id}"] = result
        assert imported(document, BY_ENDPOINT).output == video


@pytest.mark.parametrize("others", [True, False, {"type": "string"}])
def test_what_a_model_says_of_other_fields_is_kept(others: Any) -> None:
    """`additionalProperties` of a model's input stays as it is."""
    document = cog()
    document["components"]["schemas"]["Input"] = {**PROMPT, "additionalProperties": others}
    assert imported(entry(document)).input == {**PROMPT, "additionalProperties": others}


@given(OUTPUTS)
def test_an_output_of_any_type_is_kept(output: Any) -> None:
    """Whatever its root, an output that says something is the endpoint's own; one that says nothing is open."""
    found = imported(entry(cog(Output={"title": "Output", **output})))
    said = found.output or {}
    assert all(word in said for word in output if word in ("type", "format", "properties"))
    assert (found.output is None) == (not output)


@pytest.mark.parametrize(
    "output",
    [{}, None, {"title": "Output"}, {"items": {"type": "array", "items": {"type": "nonsense"}}}],
)
def test_an_output_that_says_nothing_or_nonsense_is_open(output: Any) -> None:
    """An empty output, none, or one that is not JSON Schema leaves the output open; nonsense is a warning."""
    document = cog(Output=output)
    assert imported(entry(document)).output is None
    raw = read(entry(document))
    assert isinstance(raw, RawEndpoint)
    found = [one.code for one in repair_endpoint(raw, PINNED).problems]
    assert found == (["output-open"] if output and "items" in output else [])


def test_a_reference_of_an_output_that_leads_nowhere_is_refused() -> None:
    """A dangling reference is an error at its place, in the output as in the input."""
    document = cog(Output={"type": "array", "items": {"$ref": "#/components/schemas/No"}})
    raw = read(entry(document))
    assert isinstance(raw, RawEndpoint)
    (problem,) = repair_endpoint(raw, PINNED).problems
    at = join_pointer("/latest_version/openapi_schema/components/schemas/Output/items", "$ref")
    assert (problem.code, problem.location.pointer) == ("broken-reference", at)


def test_one_of_a_list_is_chosen_with_its_own_version() -> None:
    """Of several entries the one of --id is read, with its own version; a list of one needs no choice."""
    entries = [entry(cog(), "v1"), {**entry(cog(), "v2"), "name": "paint"}]
    assert imported({"results": entries}, id="maker/paint").version == "v2"
    assert codes(read({"results": entries})) == ["several-schemas"]
    assert imported({"results": entries[:1]}).version == "v1"


QUEUE = replace(
    BY_ENDPOINT,
    document={
        **BY_ENDPOINT.document,
        "hosts": ["queue.example"],
        "operations": {
            **SERVICE.document["operations"],
            "submit": {"method": "POST", "path": "/{model_id}", "sure": "H"},
        },
    },
)


def test_the_path_of_a_submit_states_the_id() -> None:
    """A POST to the service's own submit path is that of the model in it; an entry of another id is refused there."""
    document = api({"/v/paint/fast": post(PROMPT)}, servers=[{"url": "https://queue.example"}])
    assert imported(document, QUEUE).id == "v/paint/fast"
    own = {"endpoint_id": "v/paint/fast", "openapi": document}
    assert imported(own, QUEUE).id == "v/paint/fast"
    problems = read({**own, "endpoint_id": "v/draw"}, QUEUE)
    assert codes(problems) == ["other-endpoint"]
    document["servers"] = [{"url": "https://elsewhere.example"}]
    assert codes(read(document, QUEUE)) == ["no-id"]


def test_the_post_to_the_model_itself_is_its_submit() -> None:
    """Of several POSTs in an entry's document, the one whose path is the entry's id is the submit, in any order."""
    other = {"type": "object", "properties": {"text": {"type": "string"}}}
    for stream in (PROMPT, other):
        paths = {"/v/paint/stream": post(stream, {"type": "string"}), "/v/paint": post(PROMPT)}
        for listed in (paths, dict(reversed(paths.items()))):
            for host in ("queue.example", "elsewhere.example"):
                document = api(listed, servers=[{"url": f"https://{host}"}])
                found = imported({"endpoint_id": "v/paint", "openapi": document}, QUEUE)
                assert (found.id, found.input, found.output) == ("v/paint", PROMPT, IMAGE)


def test_other_schemas_of_an_entry_are_not_its_input() -> None:
    """An entry without an input has none, whatever other schemas its document lists."""
    training = {"components": {"schemas": {"TrainingInput": PROMPT, "Output": {"type": "string"}}}}
    assert codes(read(entry({"openapi": "3.0.2", "info": {"title": "Cog"}, **training}))) == [
        "no-schema"
    ]


@pytest.mark.parametrize("extra", [{}, {"url": "https://models.example/maker/draw"}])
def test_an_entry_of_another_service_is_a_warning(extra: Any) -> None:
    """A document with all that another service's entries have, and without this one's id, is told as that."""
    others = [
        replace(one, document={**one.document, "name": name})
        for name, one in (("pinned", PINNED), ("queue", BY_ENDPOINT), ("plain", SERVICE))
    ]
    facts = others[0].document["catalogue"]
    facts = {**facts, "document": "/latest_version/openapi_schema"}
    others[0] = replace(others[0], document={**others[0].document, "catalogue": facts})

    def told(value: Any, service: Any) -> list[str]:
        options = ReadOptions.of_service(service, others=[x for x in others if x is not service])
        return codes(read_source(Source("a.json", json.dumps(value)), options))

    document = entry(cog(), **extra)
    assert "other-service" in told(document, others[1])
    assert told(document, others[2]) == ["other-service"]
    assert "other-service" not in told(document, others[0])
    assert "other-service" not in told({**document, "endpoint_id": "maker/draw"}, others[1])
