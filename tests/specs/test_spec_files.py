"""The specs folder: loaded with every problem at once, saved without losing anything."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright import locations, pipeline
from clientwright.errors import ProblemsError, SourceError, UsageError
from clientwright.problems import Location, Problem
from clientwright.specs import bundled_data, codec, json_text, spec_files
from clientwright.specs.model import Endpoint, RepairNote, Service, SourceNote
from clientwright.specs.model_ids import ModelId
from clientwright.specs.problems import NotJson

SPECS = Path(__file__).parents[2] / "specs"
SERVICE = Service(json.loads((SPECS / "runcomfy" / "service.json").read_text("utf-8")), SPECS)
TEXTS = st.text(max_size=8)
INPUTS = st.dictionaries(
    TEXTS,
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS, lambda inner: st.lists(inner, max_size=2), max_leaves=3),
    max_size=4,
)  # fmt: skip
ENDPOINTS = st.builds(
    Endpoint,
    id=st.sampled_from(["a/b", "kling/kling-3.0/x", "A/b c/d"]).map(ModelId),
    input=INPUTS,
    output=st.none() | st.just({"type": "object"}),
    words=st.dictionaries(
        st.sampled_from(["en", "zh-TW"]),
        st.dictionaries(st.sampled_from(["", "/properties/a"]), st.fixed_dictionaries({"title": TEXTS}), min_size=1, max_size=2),
        max_size=2,
    ),
    notes=st.lists(TEXTS, max_size=2).map(tuple),
    repairs=st.lists(st.builds(RepairNote, TEXTS, TEXTS), max_size=2).map(tuple),
    sources=st.dictionaries(st.sampled_from(["en", "ja"]), st.builds(SourceNote, TEXTS, TEXTS), max_size=2),
    path=st.just(Path("-")),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the specs of this repository."""
    shutil.copytree(SPECS / "runcomfy", tmp_path / "runcomfy")
    return tmp_path


def endpoint_file(folder: Path) -> Path:
    """Give one endpoint's file."""
    return folder / "runcomfy" / "kling" / "kling-3.0" / "standard" / "text-to-video.json"


@given(ENDPOINTS)
def test_an_endpoint_is_read_back_as_it_was_saved(endpoint: Endpoint) -> None:
    """Saving, loading and saving again gives an equal endpoint and equal bytes, and the second time writes nothing."""
    with TemporaryDirectory() as name:
        root = Path(name)
        spec_files.save_service(root, SERVICE)
        assert spec_files.save_endpoint(root, SERVICE, endpoint)
        path = spec_files.endpoint_spec_path(root, SERVICE, endpoint)
        first = path.read_bytes()
        loaded = spec_files.load_specs(root)
        assert loaded.problems == ()
        assert loaded.services[0].endpoints == (endpoint,)
        assert not spec_files.save_endpoint(root, SERVICE, loaded.services[0].endpoints[0])
        assert (
            path.read_bytes()
            == first
            == json_text.dump_json(codec.endpoint_as_json(endpoint)).encode()
        )


def test_loading_and_saving_this_repository_changes_no_byte(folder: Path) -> None:
    """The committed specs are as saving writes them, and saving them touches nothing."""
    (specs,) = spec_files.load_specs(folder).services
    assert len(specs.endpoints) == 2
    for endpoint in specs.endpoints:
        before = endpoint.path.stat().st_mtime_ns
        assert not spec_files.save_endpoint(folder, specs.service, endpoint)
        assert endpoint.path.stat().st_mtime_ns == before


def test_another_order_of_keys_is_not_written_over(folder: Path) -> None:
    """A file that says the same in another layout stays as its owner wrote it."""
    path = endpoint_file(folder)
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(dict(reversed(document.items()))), "utf-8")
    (specs,) = spec_files.load_specs(folder).services
    assert not any(
        spec_files.save_endpoint(folder, specs.service, endpoint) for endpoint in specs.endpoints
    )


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), (1, 1.0), ("1", 1)])
def test_values_that_python_calls_equal_are_told_apart(
    tmp_path: Path, one: object, other: object
) -> None:
    """A default that changes from 1 to true is a change, and is written."""
    endpoint = Endpoint(ModelId("a/b"), {"default": one})
    assert spec_files.save_endpoint(tmp_path, SERVICE, endpoint)
    assert spec_files.save_endpoint(tmp_path, SERVICE, replace(endpoint, input={"default": other}))
    assert '"default": ' + json.dumps(other) in spec_files.endpoint_spec_path(
        tmp_path, SERVICE, endpoint
    ).read_text("utf-8")


def _lint(folder: Path) -> dict[str, Problem]:
    return {problem.code: problem for problem in pipeline.lint(folder)}


def test_a_broken_file_is_named_with_its_line_while_others_load(folder: Path) -> None:
    """One file that is no JSON is one problem; the other endpoint is still there."""
    endpoint_file(folder).write_text('{\n "id": 1,\n}', "utf-8")
    loaded = spec_files.load_specs(folder)
    assert [endpoint.id.segments[-1] for endpoint in loaded.services[0].endpoints] == [
        "image-to-video"
    ]
    (problem,) = loaded.problems
    assert isinstance(problem, NotJson)
    assert (problem.location.file, problem.location.line) == (str(endpoint_file(folder)), 3)


@pytest.mark.parametrize("text", [b"\xff", b"{", b"[]", b"{}", b'{"name": "x"}'], ids=repr)
def test_a_broken_service_is_a_problem_and_no_exception(folder: Path, text: bytes) -> None:
    """A service file that cannot be read, or says too little, is a problem with its file; other services load."""
    shutil.copytree(folder / "runcomfy", folder / "other")
    (folder / "other" / "service.json").write_bytes(text)
    loaded = spec_files.load_specs(folder)
    assert loaded.problems
    assert {problem.location.file for problem in loaded.problems} == {
        str(folder / "other" / "service.json")
    }
    assert len(loaded.services) == 1


def test_links_that_lead_nowhere_are_problems(folder: Path) -> None:
    """A link to nothing, a link to itself and a folder called like a spec cannot be read, and say so."""
    (folder / "runcomfy" / "gone.json").symlink_to(folder / "nothing.json")
    (folder / "runcomfy" / "loop.json").symlink_to(folder / "runcomfy" / "loop.json")
    (folder / "runcomfy" / "folder.json").mkdir()
    found = spec_files.load_specs(folder).problems
    assert [problem.code for problem in found] == ["unreadable"] * 3


def test_saving_replaces_a_link_and_not_what_it_leads_to(folder: Path, tmp_path: Path) -> None:
    """A link out of the folder is never written through."""
    (specs,) = spec_files.load_specs(folder).services
    endpoint, outside = specs.endpoints[0], tmp_path / "outside.json"
    outside.write_text("{}", "utf-8")
    endpoint.path.unlink()
    endpoint.path.symlink_to(outside)
    assert spec_files.save_endpoint(folder, specs.service, endpoint)
    assert outside.read_text("utf-8") == "{}"
    assert not endpoint.path.is_symlink()


def test_a_file_under_another_name_than_its_id_is_a_problem(folder: Path) -> None:
    """Path and id name the same endpoint, capitals and all."""
    path = endpoint_file(folder)
    path.rename(path.with_name("Text-to-video.json"))
    assert "id-mismatch" in _lint(folder)


def test_a_folder_without_specs_is_a_matter_of_usage(tmp_path: Path) -> None:
    """No service.json anywhere: the message says what to run."""
    with pytest.raises(UsageError, match="clientwright import"):
        spec_files.load_specs(tmp_path)


def test_the_known_service_is_the_folders_own_or_the_programs(tmp_path: Path) -> None:
    """A specs folder's service counts before the one that travels with the program; a broken one blocks."""
    assert spec_files.load_service(tmp_path).name == "runcomfy"
    path = tmp_path / "mine" / "service.json"
    path.parent.mkdir()
    path.write_text(json.dumps({**SERVICE.document, "name": "mine"}), "utf-8")
    assert spec_files.load_service(tmp_path).name == "mine"
    path.write_text("{", "utf-8")
    with pytest.raises(ProblemsError):
        spec_files.load_service(tmp_path)
    path.write_bytes(b"\xff")
    with pytest.raises(SourceError):
        spec_files.load_service(tmp_path)


def test_a_service_is_put_there_once(tmp_path: Path) -> None:
    """A service file that stands is never written over."""
    assert spec_files.save_service(tmp_path, SERVICE)
    path = tmp_path / "runcomfy" / "service.json"
    path.write_text("mine", "utf-8")
    assert not spec_files.save_service(tmp_path, SERVICE)
    assert path.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["service", "endpoint"])
def test_the_meta_schemas_are_schemas(name: str) -> None:
    """The forms of the spec files are JSON Schema 2020-12 themselves."""
    Draft202012Validator.check_schema(bundled_data.meta_schema(name))


def test_the_data_that_travels_holds_forms_and_services() -> None:
    """The data folder holds meta/ and at least the one service, which fits its form."""
    assert (bundled_data.data_folder() / "meta" / "endpoint.schema.json").is_file()
    assert [path.parent.name for path in bundled_data.bundled_service_files()] == ["runcomfy"]
    assert Draft202012Validator(bundled_data.meta_schema("service")).is_valid(SERVICE.document)


def test_lines_are_filled_in_for_files_that_can_be_read(folder: Path) -> None:
    """A pointer in a spec gets its line; a file that cannot be read, and a page, keep none."""
    path = str(endpoint_file(folder))
    assert locations.add_line(Location(path, "/input"), {}).line == 3
    assert locations.add_line(Location(path, "/input", 77), {}).line == 77
    assert locations.add_line(Location(str(folder / "gone.json"), "/input"), {}).line == 0
    assert locations.add_line(Location(str(folder / "page.txt"), "/input"), {}).line == 0


def test_two_folders_cannot_be_one_service(tmp_path: Path) -> None:
    """A service whose folder has another name is refused: two of one name would write one package."""
    facts = (bundled_data.data_folder() / "runcomfy" / "service.json").read_text("utf-8")
    for name in ("runcomfy", "copied"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "service.json").write_text(facts, "utf-8")
    loaded = spec_files.load_specs(tmp_path)
    assert [specs.service.path.parent.name for specs in loaded.services] == ["runcomfy"]
    assert [(p.code, Path(p.location.file).parent.name) for p in loaded.problems] == [
        ("id-mismatch", "copied")
    ]
