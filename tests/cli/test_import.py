"""`import`: repairs, files and problems are reported; unusable sources are rejected."""

from __future__ import annotations

import re
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from cli.support import Workspace
from clientwright.cli import repairs_view
from clientwright.io.folder_lock import lock_folder
from clientwright.normalize import import_endpoints
from clientwright.normalize.repair_result import ABSENT, Repair
from clientwright.problems import Location
from sources.support import BROKEN


def test_every_repair_is_in_the_table(workspace: Workspace) -> None:
    """The list has each repair of --json, each once, with the number of other pages."""
    result = workspace.run("import", "*.txt")
    listed = workspace.json("import", "*.txt")["repairs"]
    rows = [row for row in result.stdout.splitlines() if re.match(r"\S+\.txt:\d+ ", row)]
    assert 0 < len(rows) < len(listed)
    for repair in listed:
        assert f" {repair['code']}\n    {repair['pointer']}:" in result.stdout
    more = sum(int(found) for row in rows for found in re.findall(r"^\S+ \(\+(\d+)\)", row))
    assert len(rows) + more == len(listed)


def test_brief_shows_different_kinds(workspace: Workspace) -> None:
    """--brief shows five repairs of different kinds, the number of the others and no file."""
    lines = workspace.run("import", "*.txt", "--brief").stdout.splitlines()
    codes = [line.split()[-1] for line in lines if re.match(r"\S+\.txt:\d+ ", line)]
    listed = workspace.json("import", "*.txt", "--brief")["repairs"]
    assert len(set(codes)) == len(codes) == 5
    assert f"and {len(listed) - 5} other repairs; without --brief all are listed" in lines
    continued = [line for line in lines if line.startswith("      ")]
    assert len(lines) - len(continued) == 5 * 2 + 2


def test_second_import_writes_nothing(workspace: Workspace) -> None:
    """The second import reports each file as unchanged and touches none."""
    first = workspace.json("import", "*.txt")["files"]
    before = workspace.tree("specs")
    second = workspace.json("import", "*.txt")["files"]
    assert [file["written"] for file in first] == [True, True]
    assert [file["written"] for file in second] == [False, False]
    assert workspace.tree("specs") == before


def test_json_has_documented_repair_keys(workspace: Workspace) -> None:
    """A repair in --json has exactly the documented keys, with null for an absent value."""
    listed = workspace.json("import", "image-to-video.en.txt")["repairs"]
    assert all(
        set(r) == {"code", "file", "line", "pointer", "before", "after"} and r["line"]
        for r in listed
    )
    (demo,) = [r for r in listed if r["pointer"] == "/properties/prompt/default"]
    assert demo["after"] is None
    assert demo["before"]


def test_broken_page_skips_only_its_endpoint(workspace: Workspace) -> None:
    """A broken page exits 1; the endpoints of the other pages are written."""
    shutil.copy(BROKEN / "two-schemas.txt", workspace.folder)
    result = workspace.run("import", "two-schemas.txt", "text-to-video.en.txt")
    assert result.exit_code == 1
    assert "error two-schemas" in result.stdout
    assert workspace.spec("text-to-video").is_file()


def test_refused_page_is_told_to_write_nothing(workspace: Workspace) -> None:
    """Where every endpoint is refused, the last line says that nothing was written."""
    shutil.copy(BROKEN / "two-schemas.txt", workspace.folder)
    refused = workspace.run("import", "two-schemas.txt").stdout.splitlines()[-1]
    assert refused.endswith("; nothing written")
    first = workspace.run("import", "text-to-video.en.txt").stdout.splitlines()[-1]
    assert first.endswith("; 1 of 1 spec file written")
    assert (
        workspace.run("import", "text-to-video.en.txt")
        .stdout.splitlines()[-1]
        .endswith("0 of 1 spec file written")
    )


@pytest.mark.parametrize("name", ["nothing/*.txt", "no-such-page.txt", "..", "a\0b", "n" * 5000])
def test_unusable_source_exits_2(workspace: Workspace, name: str) -> None:
    """A pattern without match, a missing file and a folder without pages are named on stderr; nothing is written."""
    before = workspace.tree()
    result = workspace.run("import", "text-to-video.en.txt", name)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
    assert result.stdout == ""
    assert workspace.tree() == before


@pytest.mark.parametrize(
    ("name", "advice", "other"),
    [("http://example.com/page", "address", "UTF-8"), ("broken.txt", "UTF-8", "address")],
)
def test_advice_fits_the_source(workspace: Workspace, name: str, advice: str, other: str) -> None:
    """An address that cannot be read gets advice on addresses, a file advice on files."""
    (workspace.folder / "broken.txt").write_bytes(b"\xff")
    (problem,) = workspace.json("import", name)["problems"]
    assert problem["code"] == "unreadable"
    assert advice in problem["try"]
    assert other not in problem["try"]


def test_all_missing_sources_are_named_at_once(workspace: Workspace) -> None:
    """One run names every missing source."""
    result = workspace.run("import", "one.txt", "two.txt")
    assert "one.txt" in result.stderr
    assert "two.txt" in result.stderr


def test_bare_schema_needs_id(workspace: Workspace) -> None:
    """A JSON Schema file is imported with --id and rejected with a hint without."""
    schema = '{"type": "object", "properties": {"size": {"type": "int"}}}'
    (workspace.folder / "bare.json").write_text(schema)
    without = workspace.run("import", "bare.json")
    assert without.exit_code == 1
    assert "no-id" in without.stdout
    assert workspace.run("import", "bare.json", "--id", "maker/model").exit_code == 0
    assert (workspace.folder / "specs/runcomfy/maker/model.json").is_file()


def test_specs_option_selects_the_folder(workspace: Workspace) -> None:
    """--specs selects the folder of everything that is written."""
    assert workspace.run("import", "text-to-video.en.txt", "--specs", "elsewhere").exit_code == 0
    assert not (workspace.folder / "specs").exists()
    assert (workspace.folder / "elsewhere/runcomfy/service.json").is_file()


def test_broken_service_file_is_reported(specs: Workspace) -> None:
    """With a broken service file nothing is imported; text and JSON report the problem."""
    (specs.folder / "specs/runcomfy/service.json").write_text("{")
    result = specs.run("import", "*.txt")
    assert result.exit_code == 1
    assert "error not-json" in result.stdout
    document = specs.json("import", "*.txt")
    assert [problem["code"] for problem in document["problems"]] == ["not-json"]


def test_formats_read_from_prose_are_shown(workspace: Workspace) -> None:
    """The list of formats that was read from a description is printed whole, also with --brief."""
    for options in ([], ["--brief"]):
        result = workspace.run("import", "image-to-video.en.txt", *options)
        assert "-> formats bmp, jpeg, jpg, png, webp\n" in result.stdout


def test_repair_of_hostile_page_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences and bidirectional marks in values and pointers are shown as text."""
    place = Location("page\x1b[2J.txt", line=3)
    repairs_view.print_repairs(
        [Repair(place, "/properties/\u202e\x1b]0;x\x07", "demo", "a\x1b[31mb", ABSENT)]
    )
    out = capsys.readouterr().out
    assert "\\x1b[2J" in out
    assert not any(char in out for char in "\x1b\x07\u202e")


def test_unreachable_url_exits_3(workspace: Workspace) -> None:
    """If unreachable URLs are the only errors, import and diff exit 3; readable sources are written."""
    url = "http://127.0.0.1:9/page"
    alone = workspace.run("import", url)
    assert alone.exit_code == 3
    assert "unreached" in alone.stdout
    beside = workspace.run("import", url, "text-to-video.en.txt")
    assert beside.exit_code == 3
    assert workspace.spec("text-to-video").is_file()
    shutil.copy(BROKEN / "two-schemas.txt", workspace.folder)
    assert workspace.run("import", url, "two-schemas.txt").exit_code == 1
    assert workspace.run("diff", "specs", url).exit_code == 3


def test_pages_without_english_are_told_once(workspace: Workspace) -> None:
    """Importing no English page gives one note on the language of the docstrings; importing it later gives none."""
    page = "image-to-video.zh-TW.txt"
    text = (workspace.folder / page).read_text("utf-8")
    other = text.replace("standard/image-to-video", "pro/image-to-video")
    (workspace.folder / "other.txt").write_text(other, "utf-8")
    first = workspace.run("import", page, "other.txt").stdout
    assert first.count("note no-english-page") == 1
    assert "in zh-TW: kling/kling-3.0/pro/image-to-video, kling/kling-3.0/standard/image" in first
    assert "no-english-page" in workspace.run("import", page).stdout
    for pages in (["image-to-video.en.txt"], [page]):
        assert "no-english-page" not in workspace.run("import", *pages).stdout
    assert "no-english-page" in workspace.run("import", "other.txt").stdout


def test_schema_of_a_document_is_chosen_by_name(workspace: Workspace) -> None:
    """--schema chooses an operation of an OpenAPI document, which a folder may hold as YAML."""
    body = (
        "{content: {application/json: {schema: {type: object, properties: {%s: {type: string}}}}}}"
    )
    paths = "".join(
        f"  /{name}: {{post: {{requestBody: {body % name}}}}}\n" for name in ("paint", "draw")
    )
    folder = workspace.folder / "apis"
    folder.mkdir()
    (folder / "api.yaml").write_text(f"openapi: 3.1.0\ninfo: {{}}\npaths:\n{paths}", "utf-8")
    asked = workspace.run("import", "apis", "--id", "maker/draw")
    assert asked.exit_code == 1
    assert "error several-schemas" in asked.stdout
    assert "'POST /paint', 'POST /draw'" in asked.stdout
    done = workspace.run("import", "apis", "--id", "maker/draw", "--schema", "POST /draw")
    assert done.exit_code == 0
    (spec,) = workspace.folder.rglob("maker/draw.json")
    assert '"draw"' in spec.read_text("utf-8")


def test_file_of_a_folder_that_is_no_page_is_skipped(workspace: Workspace) -> None:
    """In a folder of pages, prose is skipped with a warning; named, empty or without a page beside it, it is an error."""
    folder = workspace.folder / "folder"
    folder.mkdir()
    (folder / "index.md").write_text("# All models\n\nSee the pages.\n", "utf-8")
    assert "error not-an-endpoint-page" in workspace.run("import", "folder").stdout
    shutil.copy(workspace.folder / "text-to-video.en.txt", folder)
    assert workspace.run("import", "folder").exit_code == 0
    told = {one["code"]: one for one in workspace.json("import", "folder")["problems"]}
    assert told["skipped-file"]["severity"] == "warning"
    assert told["skipped-file"]["file"].endswith("index.md")
    for named in ("folder/index.md", "folder/*"):
        assert workspace.run("import", "folder", named).exit_code == 1
    (folder / "lost.txt").write_text("\n", "utf-8")
    empty = workspace.run("import", "folder")
    assert empty.exit_code == 1
    assert "lost.txt: error not-an-endpoint-page: this document is empty." in empty.stdout


def test_two_imports_do_not_write_at_once(workspace: Workspace) -> None:
    """While another command writes in the folder, an import writes nothing and says so."""
    workspace.run("import", "*.txt")
    workspace.edit("Prompt", "Somebody's words")
    before = workspace.tree("specs")
    with lock_folder(workspace.folder / "specs" / "runcomfy"):
        result = workspace.run("import", "*.txt")
    assert (result.exit_code, "is writing here" in result.stderr) == (2, True)
    assert workspace.tree("specs") == before


def test_a_spec_saved_during_an_import_stays(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spec that somebody saves after it was read and before it is written is not replaced."""
    workspace.run("import", "*.txt")
    lock = import_endpoints.lock_for_writing

    def late(folder: Path, path: Path, *, who: str) -> AbstractContextManager[None]:
        workspace.edit("Prompt", "Somebody's words")
        return lock(folder, path, who=who)

    monkeypatch.setattr(import_endpoints, "lock_for_writing", late)
    result = workspace.run("import", "*.txt")
    assert (result.exit_code, "was changed by somebody" in result.stderr) == (2, True)
    assert "Somebody's words" in workspace.spec().read_text("utf-8")
