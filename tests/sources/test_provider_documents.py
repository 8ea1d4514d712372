"""The thirty real documents of fal and Replicate, if they are available."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clientwright.normalize.import_endpoints import import_endpoints
from clientwright.normalize.import_results import ImportedEndpoints
from clientwright.normalize.media_mark_repairs import MEDIA_MARK
from clientwright.sources.documents import RawEndpoint, ReadOptions
from clientwright.sources.load_source import load_source
from clientwright.sources.read_documents import read_source
from clientwright.specs.codec import endpoint_as_json
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.spec_files import load_service, load_specs
from sources.support import ROOT

SHARED = ROOT.parent / "shared" / "providers"
REAL = sorted(SHARED.glob("*/*.json"))
REFUSED = {"fal-ai/wan-ati": ["broken-reference"]}
"""Documents that cannot be imported, with what is wrong with them."""

pytestmark = pytest.mark.skipif(not REAL, reason="the documents are not in ../shared/providers")


@cache
def service_of(name: str) -> Service:
    """Return a service of the repository."""
    return load_service(ROOT / "specs", name)


@cache
def committed(name: str) -> dict[str, Endpoint]:
    """Return the committed endpoints of a service by id."""
    (specs,) = load_specs(ROOT / "specs" / name).services
    return {str(one.id): one for one in specs.endpoints}


def imported(path: Path, old: bool = False) -> ImportedEndpoints:
    """Import a document, over the committed spec or as a new one."""
    service = service_of(path.parent.name)
    raw = read_source(load_source(str(path)), ReadOptions.of_service(service))
    assert isinstance(raw, RawEndpoint), [str(one) for one in raw]
    known = committed(path.parent.name)
    existing = {raw.id: known[raw.id]} if old and raw.id in known else {}
    return import_endpoints([raw], service, existing)


def id_in(document: Any) -> str:
    """Return the id that an entry states."""
    return document.get("endpoint_id") or f"{document['owner']}/{document['name']}"


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_document_is_imported(path: Path) -> None:
    """Each document becomes the endpoint of its id, with its own output and its version, or has one known fault."""
    document = json.loads(path.read_text("utf-8"))
    found, id = imported(path), id_in(document)
    errors = [one.code for one in found.problems if one.severity.value == "error"]
    assert errors == REFUSED.get(id, [])
    if not errors:
        (endpoint,) = found.endpoints
        assert endpoint.id == id
        assert endpoint.version == (document.get("latest_version") or {}).get("id", "")
        assert (endpoint.output is None) == (
            "openapi" not in document and not _has_output(document)
        )
        assert "x-fal" not in json.dumps(endpoint.input)
        assert "x-cog" not in json.dumps([endpoint.input, endpoint.output])


def _has_output(document: Any) -> bool:
    schema = (document.get("latest_version") or {}).get("openapi_schema") or {}
    schemas = schema.get("components", {}).get("schemas", {})
    return bool(document.get("output_schema") or schemas.get("Output"))


def test_every_media_field_is_marked() -> None:
    """The documents have media of each kind, and limits where fal states some."""
    repairs = [note for path in REAL for note in imported(path).repairs if note.code == MEDIA_MARK]
    media = [note.after for note in repairs if note.pointer.endswith("/x-media")]
    assert {one.get("kind") for one in media} == {"image", "video", "audio", None}
    assert sum("limits" in one for one in media) == 6


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_another_import_writes_nothing(path: Path) -> None:
    """Importing the document of a committed spec again keeps every word of ours, and changes nothing."""
    document = json.loads(path.read_text("utf-8"))
    old = committed(path.parent.name).get(id_in(document))
    for endpoint in imported(path, old=True).endpoints if old else ():
        assert endpoint_as_json(endpoint) == endpoint_as_json(old)


def test_no_sentence_of_a_document_is_in_a_spec() -> None:
    """Descriptions of committed specs are written by us: none is that of a document."""
    for path in REAL:
        old = committed(path.parent.name).get(id_in(json.loads(path.read_text("utf-8"))))
        for endpoint in imported(path).endpoints if old else ():
            ours = {text for words in _texts(old) for text in words}
            assert not ours & {text for words in _texts(endpoint) for text in words}, old


def _texts(endpoint: Endpoint | None) -> list[list[str]]:
    assert endpoint is not None
    places = [endpoint.words.get("en", {}), endpoint.output_words.get("en", {})]
    return [[t["description"] for t in one.values() if "description" in t] for one in places]
