"""The specs folder: loaded with all problems, saved without losing anything."""

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

from clientwright import locations
from clientwright.errors import ProblemsError, SourceError, UsageError
from clientwright.io import json_text
from clientwright.io.problems import NotJson
from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import Location, Problem
from clientwright.specs import bundled_data, codec, spec_files
from clientwright.specs.model import Endpoint, RepairNote, Service, SourceNote
from clientwright.specs.model_ids import ModelId

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
    """Return the path of one endpoint's spec."""
    return folder / "runcomfy" / "kling" / "kling-3.0" / "standard" / "text-to-video.json"


@given(ENDPOINTS)
def test_endpoint_round_trips(endpoint: Endpoint) -> None:
    """Saving and loading returns an equal endpoint, and saving it again writes nothing."""
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


def test_committed_specs_are_stable(folder: Path) -> None:
    """Saving the committed specs touches no file."""
    (specs,) = spec_files.load_specs(folder).services
    assert len(specs.endpoints) == 2
    for endpoint in specs.endpoints:
        before = endpoint.path.stat().st_mtime_ns
        assert not spec_files.save_endpoint(folder, specs.service, endpoint)
        assert endpoint.path.stat().st_mtime_ns == before


def test_key_order_of_existing_file_is_kept(folder: Path) -> None:
    """An equal file with another layout is not rewritten."""
    path = endpoint_file(folder)
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(dict(reversed(document.items()))), "utf-8")
    (specs,) = spec_files.load_specs(folder).services
    assert not any(
        spec_files.save_endpoint(folder, specs.service, endpoint) for endpoint in specs.endpoints
    )


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), (1, 1.0), ("1", 1)])
def test_change_from_1_to_true_is_written(tmp_path: Path, one: object, other: object) -> None:
    """A default that changes from 1 to true is a change, and is written."""
    endpoint = Endpoint(ModelId("a/b"), {"default": one})
    assert spec_files.save_endpoint(tmp_path, SERVICE, endpoint)
    assert spec_files.save_endpoint(tmp_path, SERVICE, replace(endpoint, input={"default": other}))
    assert '"default": ' + json.dumps(other) in spec_files.endpoint_spec_path(
        tmp_path, SERVICE, endpoint
    ).read_text("utf-8")


def _lint(folder: Path) -> dict[str, Problem]:
    return {problem.code: problem for problem in lint_folder(folder)}


def test_invalid_spec_does_not_block_others(folder: Path) -> None:
    """A file that is not JSON is one problem with its line; the other endpoint is loaded."""
    endpoint_file(folder).write_text('{\n "id": 1,\n}', "utf-8")
    loaded = spec_files.load_specs(folder)
    assert [endpoint.id.segments[-1] for endpoint in loaded.services[0].endpoints] == [
        "image-to-video"
    ]
    (problem,) = loaded.problems
    assert isinstance(problem, NotJson)
    assert (problem.location.file, problem.location.line) == (str(endpoint_file(folder)), 3)


@pytest.mark.parametrize("text", [b"\xff", b"{", b"[]", b"{}", b'{"name": "x"}'], ids=repr)
def test_invalid_service_is_a_problem(folder: Path, text: bytes) -> None:
    """An unreadable or invalid service file is a problem with its file; other services are loaded."""
    shutil.copytree(folder / "runcomfy", folder / "other")
    (folder / "other" / "service.json").write_bytes(text)
    loaded = spec_files.load_specs(folder)
    assert loaded.problems
    assert {problem.location.file for problem in loaded.problems} == {
        str(folder / "other" / "service.json")
    }
    assert len(loaded.services) == 1


def test_broken_links_are_problems(folder: Path) -> None:
    """A dangling link, a link to itself and a folder named like a spec are reported as unreadable."""
    (folder / "runcomfy" / "gone.json").symlink_to(folder / "nothing.json")
    (folder / "runcomfy" / "loop.json").symlink_to(folder / "runcomfy" / "loop.json")
    (folder / "runcomfy" / "folder.json").mkdir()
    found = spec_files.load_specs(folder).problems
    assert [problem.code for problem in found] == ["unreadable"] * 3


def test_saving_replaces_link_not_its_target(folder: Path, tmp_path: Path) -> None:
    """Saving never writes through a link out of the folder."""
    (specs,) = spec_files.load_specs(folder).services
    endpoint, outside = specs.endpoints[0], tmp_path / "outside.json"
    outside.write_text("{}", "utf-8")
    endpoint.path.unlink()
    endpoint.path.symlink_to(outside)
    assert spec_files.save_endpoint(folder, specs.service, endpoint)
    assert outside.read_text("utf-8") == "{}"
    assert not endpoint.path.is_symlink()


def test_path_must_match_id(folder: Path) -> None:
    """A spec whose path differs from its id, even in case, is a problem."""
    path = endpoint_file(folder)
    path.rename(path.with_name("Text-to-video.json"))
    assert "id-mismatch" in _lint(folder)


def test_folder_without_specs_is_a_usage_error(tmp_path: Path) -> None:
    """Without any service.json, the message states what to run."""
    with pytest.raises(UsageError, match="clientwright import"):
        spec_files.load_specs(tmp_path)


def test_service_of_folder_wins_over_bundled(tmp_path: Path) -> None:
    """A folder's service wins over the bundled one; an invalid one raises."""
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


def test_service_file_is_never_overwritten(tmp_path: Path) -> None:
    """An existing service file is never overwritten."""
    assert spec_files.save_service(tmp_path, SERVICE)
    path = tmp_path / "runcomfy" / "service.json"
    path.write_text("mine", "utf-8")
    assert not spec_files.save_service(tmp_path, SERVICE)
    assert path.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["service", "endpoint"])
def test_meta_schemas_are_valid(name: str) -> None:
    """The meta-schemas are valid JSON Schema 2020-12."""
    Draft202012Validator.check_schema(bundled_data.meta_schema(name))


def test_bundled_data_is_complete() -> None:
    """The data folder contains meta/ and the services of three providers, which are valid."""
    assert (bundled_data.data_folder() / "meta" / "endpoint.schema.json").is_file()
    files = bundled_data.bundled_service_files()
    assert [path.parent.name for path in files] == ["fal", "replicate", "runcomfy"]
    validator = Draft202012Validator(bundled_data.meta_schema("service"))
    assert all(validator.is_valid(json.loads(path.read_text("utf-8"))) for path in files)


def test_lines_are_added_for_readable_specs(folder: Path) -> None:
    """A pointer in a spec gets its line; one in an unreadable file or a page does not."""
    path = str(endpoint_file(folder))
    assert locations.add_line(Location(path, "/input"), {}).line == 3
    assert locations.add_line(Location(path, "/input", 77), {}).line == 77
    assert locations.add_line(Location(str(folder / "gone.json"), "/input"), {}).line == 0
    assert locations.add_line(Location(str(folder / "page.txt"), "/input"), {}).line == 0


def test_folder_name_must_match_service(tmp_path: Path) -> None:
    """A service in a folder of another name is rejected: two of one name would write one package."""
    facts = (bundled_data.data_folder() / "runcomfy" / "service.json").read_text("utf-8")
    for name in ("runcomfy", "copied"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "service.json").write_text(facts, "utf-8")
    loaded = spec_files.load_specs(tmp_path)
    assert [specs.service.path.parent.name for specs in loaded.services] == ["runcomfy"]
    assert [(p.code, Path(p.location.file).parent.name) for p in loaded.problems] == [
        ("id-mismatch", "copied")
    ]
