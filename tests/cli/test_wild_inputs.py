"""Small inputs out of the wild (`tests/cases`), each with its right answer, by the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.support import Workspace
from clientwright.lint.lint_folder import lint_folder
from sources.support import ROOT, SERVICE

CASES = ROOT / "tests" / "cases"
IDS = {"good.json": "v/good", "bad.json": "v/bad"}


def spec_folder(root: Path, text: str) -> Path:
    """Write a spec of `v/m` beside the service's file, and return the specs folder."""
    folder = root / "specs" / "runcomfy"
    (folder / "v").mkdir(parents=True)
    (folder / "service.json").write_text(json.dumps(SERVICE.document), "utf-8")
    (folder / "v" / "m.json").write_text(text, "utf-8")
    return root / "specs"


def import_case(work: Workspace, case: str, name: str = "schema.json") -> Any:
    """Import a case's file, and return what --json says; `spec` is the input that was written."""
    path = CASES / case / name
    id = IDS.get(name, "v/m")
    result = work.run("import", str(path), "--id", id, "--json")
    spec = work.folder / "specs" / "runcomfy" / f"{id}.json"
    written = json.loads(spec.read_text("utf-8"))["input"] if spec.is_file() else None
    return {**json.loads(result.stdout), "exit": result.exit_code, "spec": written}


def test_default_is_the_value_that_is_spelled_so(workspace: Workspace) -> None:
    """A number or flag as the default of listed texts becomes the text; it is not dropped."""
    done = import_case(workspace, "default-number-for-text")
    fields = done["spec"]["properties"]
    assert (fields["duration"]["default"], fields["flag"]["default"]) == ("5", "true")
    assert [one["code"] for one in done["repairs"]] == ["default-type", "default-type"]


def test_defaults_of_optional_fields_stay(workspace: Workspace) -> None:
    """What the provider uses for a field that is left out is told, even if it is a prompt or a URL."""
    done = import_case(workspace, "defaults-that-are-no-demo")
    told = workspace.run("explain", "v/m").stdout
    fields = done["spec"]["properties"]
    assert done["repairs"] == []
    for name in ("system_prompt", "negative_prompt", "weights_url"):
        assert fields[name]["default"] in told


def test_extension_keywords_are_meant(workspace: Workspace) -> None:
    """Keywords that begin with `x-` are no problem, neither at import nor afterwards."""
    assert import_case(workspace, "extension-keywords")["problems"] == []
    assert workspace.run("lint", "--strict").exit_code == 0


def test_broken_references_cost_one_endpoint(workspace: Workspace) -> None:
    """Both references are named with their lines and no spec is written; the good endpoint is generated."""
    assert import_case(workspace, "import-broken-reference", "good.json")["exit"] == 0
    done = import_case(workspace, "import-broken-reference", "bad.json")
    assert (done["exit"], done["spec"]) == (1, None)
    found = [
        (p["code"], p["line"], p["values"]["target"].rpartition("/")[2]) for p in done["problems"]
    ]
    assert found == [("broken-reference", 11, "Size"), ("broken-reference", 16, "Ratio")]
    assert workspace.run("generate").exit_code == 0
    assert (workspace.folder / "generated/runcomfy/v/good.py").is_file()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"type": "string", "pattern": "(?<!a)b"}, "not-portable-pattern"),
        ({"type": "array", "unevaluatedItems": False}, "unsupported-keyword"),
        ({"type": "integer", "minimum": 5, "maximum": 3}, "no-valid-input"),
        ({"type": "boolean", "enum": []}, "no-valid-input"),
        ({"type": "array", "enum": ["a"]}, "no-valid-input"),
    ],
)
def test_whatever_lint_calls_an_error_stops_an_import(
    workspace: Workspace, fault: Any, code: str
) -> None:
    """An error of lint is an error of the import, at its line in the document, beside all others."""
    fields = {"it": fault, "other": {"$ref": "#/gone"}, "more": {"type": "flot"}}
    schema = {"type": "object", "required": ["it"], "properties": fields}
    path = workspace.folder / "s.json"
    path.write_text(json.dumps(schema, indent=1), "utf-8")
    found = workspace.json("import", "s.json", "--id", "v/m")["problems"]
    assert [one["code"] for one in found] == [code, "broken-reference", "unknown-type"]
    assert all(one["file"] == "s.json" and one["line"] for one in found)
    assert not (workspace.folder / "specs").exists()


def test_unchanged_spec_is_no_affair_of_an_import(workspace: Workspace) -> None:
    """An error that a person wrote into a spec does not stop the import of an unchanged page."""
    page = "text-to-video.en.txt"
    workspace.run("import", page)
    workspace.edit('"maximum": 15', '"maximum": 15, "unevaluatedItems": false', "text-to-video")
    assert workspace.run("lint").exit_code == 1
    before = workspace.spec("text-to-video").read_bytes()
    assert workspace.run("import", page).exit_code == 0
    assert workspace.spec("text-to-video").read_bytes() == before


def test_ids_with_one_python_name_are_refused(workspace: Workspace) -> None:
    """Of two endpoints whose ids differ only in `-` and `.`, the second one is an error that names both."""
    good = CASES / "import-broken-reference" / "good.json"
    assert workspace.run("import", str(good), "--id", "v/a-1").exit_code == 0
    result = workspace.run("import", str(good), "--id", "v/a.1")
    assert result.exit_code == 1
    assert "error name-clash: 'v/a.1' and 'v/a-1'" in result.stdout
    assert not (workspace.folder / "specs/runcomfy/v/a.1.json").exists()
    assert workspace.run("generate", "--brief").exit_code == 0


def test_properties_with_one_python_name_get_two(workspace: Workspace) -> None:
    """Properties that would be one argument get names, as in a sync, and the import says which."""
    path = workspace.folder / "s.json"
    path.write_text('{"type": "object", "properties": {"a-b": {}, "a.b": {}}}', "utf-8")
    (problem,) = workspace.json("import", "s.json", "--id", "v/m")["problems"]
    assert (problem["code"], problem["file"]) == ("name-chosen", "s.json")
    assert workspace.run("lint", "--strict").exit_code == 0


def test_all_broken_references_are_named(tmp_path: Path) -> None:
    """Lint names each of three broken references."""
    text = (CASES / "lint-all-broken-references" / "m.json").read_text("utf-8")
    found = lint_folder(spec_folder(tmp_path, text))
    assert [p.code for p in found] == ["broken-reference"] * 3


def test_null_as_a_branch_is_a_type(workspace: Workspace) -> None:
    """A field that may be null by a branch or a listed value has that type, bounds and words; never Any."""
    import_case(workspace, "nullable-by-anyof")
    workspace.run("generate", "--brief")
    module = (workspace.folder / "generated/runcomfy/v/m.py").read_text("utf-8")
    for line in (
        "end_image: str | None",
        "steps: int | None",
        "style: Style | None",
        'Literal["soft", "hard"]',
    ):
        assert line in module
    assert "Any" not in module
    told = workspace.run("explain", "v/m").stdout
    assert "1 to 5; documented default 3" in told


def test_null_as_a_branch_is_like_a_list_of_types(workspace: Workspace) -> None:
    """Both spellings of a number that may be null give the same field."""
    fields = {
        "a": {
            "anyOf": [{"type": "integer", "minimum": 1, "maximum": 5}, {"type": "null"}],
            "default": 3,
        },
        "b": {"type": ["integer", "null"], "minimum": 1, "maximum": 5, "default": 3},
    }
    path = workspace.folder / "s.json"
    path.write_text(json.dumps({"type": "object", "properties": fields}), "utf-8")
    workspace.run("import", "s.json", "--id", "v/m")
    workspace.run("generate", "--brief")
    lines = (workspace.folder / "generated/runcomfy/v/m.py").read_text("utf-8").splitlines()
    told = [line.strip() for line in lines]
    assert "a: Annotated[Integer, Field(ge=1, le=5)] | None = None" in told
    assert "b: Annotated[Integer, Field(ge=1, le=5)] | None = None" in told
    assert told.count('"""1 to 5; documented default 3."""') == 2


def test_null_added_is_compatible_one_way(tmp_path: Path) -> None:
    """A branch null that is added breaks nobody; taken away it does, with null as the witness."""
    folders = []
    for name in ("old", "new"):
        text = (CASES / "ok-diff-null-added" / f"{name}.json").read_text("utf-8")
        folders.append(str(spec_folder(tmp_path / name, text)))
    work = Workspace(tmp_path)
    assert work.json("diff", *folders)["verdict"] == "compatible"
    back = work.json("diff", *reversed(folders))
    witnesses = [one["witness"] for one in back["changes"] if one["verdict"] == "breaking"]
    assert back["verdict"] == "breaking"
    assert [witness["k"] for witness in witnesses] == [None]


def test_values_that_differ_by_case_are_two(workspace: Workspace) -> None:
    """Listed values that differ by case, and names that are no Python names, are kept as they are."""
    done = import_case(workspace, "ok-enum-differs-by-case")
    assert done["spec"] == json.loads(
        (CASES / "ok-enum-differs-by-case/schema.json").read_text("utf-8")
    )
    assert workspace.run("generate", "--brief").exit_code == 0
    module = (workspace.folder / "generated/runcomfy/v/m.py").read_text("utf-8")
    assert 'Literal["txt", "TXT", ""]' in module


def test_words_of_definitions_are_words(workspace: Workspace) -> None:
    """What an import writes gives no `words-for-nothing`; the words are shown where a definition is used."""
    assert import_case(workspace, "words-in-definitions")["problems"] == []
    assert workspace.run("lint", "--strict").exit_code == 0
    assert "Pixels from left to right." in workspace.run("explain", "v/m").stdout
    workspace.run("generate", "--brief")
    module = (workspace.folder / "generated/runcomfy/v/m.py").read_text("utf-8")
    assert "Pixels from left to right." in module


def test_problems_below_definitions_have_their_line(workspace: Workspace) -> None:
    """A fault in a definition of an older draft is told at its line, although it is now in `$defs`."""
    definitions = {"n": {"type": "string", "pattern": "(?<!a)b"}}
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "#/definitions/n"}},
        "definitions": definitions,
    }
    text = json.dumps(schema, indent=1)
    (workspace.folder / "s.json").write_text(text, "utf-8")
    (problem,) = workspace.json("import", "s.json", "--id", "v/m")["problems"]
    assert "(?<!a)b" in text.splitlines()[problem["line"] - 1]


def test_same_warning_of_many_places_is_one_line(workspace: Workspace) -> None:
    """A keyword that is unknown in many places is told once with their number; --json lists each."""
    fields = {f"f{n}": {"type": "string", "order": n} for n in range(40)}
    text = json.dumps({"type": "object", "properties": {**fields, "g": {"title": "G", "ui": 1}}})
    (workspace.folder / "s.json").write_text(text, "utf-8")
    told = workspace.run("import", "s.json", "--id", "v/m").stdout
    assert told.count("unknown-keyword") == 2
    assert "(And in 39 more places; --json lists each.)" in told
    assert told.splitlines()[-1].startswith("0 repairs; no errors, 41 warnings")
    assert workspace.run("lint").stdout.count("warning idle-keyword") == 2
    assert len(workspace.json("lint")["problems"]) == 41
