"""The committed specs of fal and Replicate: imported, and described by us."""

from __future__ import annotations

import json
import re

import pytest

from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.schema.walk import walk_schemas
from clientwright.specs.codec import endpoint_as_json
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.spec_files import load_specs
from normalize.schemas import raw_endpoint
from sources.support import ROOT

LOADED = {name: load_specs(ROOT / "specs" / name) for name in ("fal", "replicate")}
ENDPOINTS = [
    pytest.param(specs.service, endpoint, id=str(endpoint.id))
    for loaded in LOADED.values()
    for specs in loaded.services
    for endpoint in specs.endpoints
]


@pytest.mark.parametrize("name", LOADED)
def test_a_dozen_endpoints_are_there(name: str) -> None:
    """Each service has a dozen readable specs, and none is of an owner whose name was made up."""
    (specs,) = LOADED[name].services
    assert not LOADED[name].problems
    assert len(specs.endpoints) >= 12
    assert not any("example-owner" in one.id for one in specs.endpoints)


@pytest.mark.parametrize(("service", "endpoint"), ENDPOINTS)
def test_a_committed_spec_needs_no_repair(service: Service, endpoint: Endpoint) -> None:
    """What is committed is JSON Schema already: no repair of its service changes it."""
    result = repair_endpoint(raw_endpoint(endpoint.input), service)
    assert result.schema == endpoint.input
    assert (result.repairs, result.problems) == ((), ())


@pytest.mark.parametrize(("service", "endpoint"), ENDPOINTS)
def test_every_argument_is_described_without_addresses(
    service: Service, endpoint: Endpoint
) -> None:
    """Each argument has a short English description, and nothing of a spec is a URL or an example."""
    assert list(endpoint.words) == ["en"]
    for name in endpoint.input["properties"]:
        text = endpoint.text(f"/properties/{name}", "description")
        assert 8 < len(text) < 200, name
        assert text.endswith("."), name
    written = json.dumps(endpoint_as_json(endpoint))
    assert endpoint.path.is_relative_to(service.path.parent)
    assert not re.search(r"https?:", written)
    assert not any("examples" in part for _, part in walk_schemas(endpoint.input))


@pytest.mark.parametrize(("service", "endpoint"), ENDPOINTS)
def test_calls_without_a_version_say_so(service: Service, endpoint: Endpoint) -> None:
    """Where calls may name a version, a spec pins one, or a note says that it does not."""
    may_name_one = "version" in service.document["catalogue"]
    is_noted = any("version is not pinned" in note for note in endpoint.notes)
    assert is_noted == (may_name_one and not endpoint.version)


def test_outputs_are_of_many_types() -> None:
    """The specs have outputs that are objects, lists, texts, and one of any type without a version."""
    (models,) = LOADED["replicate"].services
    roots = {(one.output or {}).get("type") for one in models.endpoints}
    assert {"array", "string", "object", None} <= roots
    assert any(one.output is None and not one.version for one in models.endpoints)
    secrets = [
        one
        for one in models.endpoints
        if any(part.get("writeOnly") for _, part in walk_schemas(one.input))
    ]
    assert [str(one.id) for one in secrets] == ["openai/gpt-image-1-mini"]
