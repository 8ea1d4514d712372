"""Code in README and docs: Python blocks run against the sandbox, console blocks as commands."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from clientwright.cli import main
from clientwright.sandbox.server import run_sandbox
from clientwright.specs.spec_files import load_specs

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
IN_ORDER = {"tutorial.md"}
"""Documents whose blocks belong together; tests/test_tutorial.py runs them in order."""
PACKAGES = {"fal": "falwright", "replicate": "replicatewright"}
"""The packages of services other than RunComfy."""
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.M | re.S)


def blocks(language: str) -> list[tuple[str, str]]:
    """Return every block of a language, each with the name of its document."""
    return [
        (path.name, "\n".join(line.removeprefix(indent) for line in text.splitlines()))
        for path in DOCUMENTS
        for indent, kind, text in BLOCK.findall(path.read_text("utf-8"))
        if kind == language and path.name not in IN_ORDER
    ]


@pytest.mark.parametrize(("document", "text"), blocks("python"))
def test_python_blocks_run(document: str, text: str, tmp_path: Path) -> None:
    """Every Python block runs unchanged as a program, against the sandbox."""
    used = [name for name, package in PACKAGES.items() if f"from {package} import" in text]
    (specs,) = load_specs(ROOT / "specs" / (used or ["runcomfy"])[0]).services
    with run_sandbox(specs) as sandbox:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "generated"),
            specs.service.document["base_url_variable"]: sandbox.base_url,
            specs.service.document["token_variables"][0]: sandbox.token,
            "RUNCOMFY_JOURNAL": str(tmp_path / "journal.sqlite"),
        }
        script = tmp_path / "block.py"
        script.write_text(text, "utf-8")
        done = subprocess.run(
            [sys.executable, script.name],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with pages, a project, and the specs of the pages; it is to be copied."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "pages").mkdir()
    for page in (ROOT / "tests" / "sources").glob("*.txt"):
        (folder / "pages" / page.name).write_bytes(page.read_bytes())
    for package in (folder / "src" / "shop", folder / "shop" / "src" / "shop"):
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
    run_in(folder, "clientwright import pages/*.txt")
    return folder


def run_in(folder: Path, command: str) -> None:
    """Run a command of this program in a folder; `tests/test_tutorial.py` has programs of their own."""
    pages = sorted(f"pages/{page.name}" for page in (folder / "pages").iterdir())
    program, *words = command.replace("pages/*.txt", " ".join(pages)).split()
    assert program == "clientwright"
    with contextlib.chdir(folder):
        done = CliRunner().invoke(main, words, prog_name=program)
    assert done.exit_code == 0, f"{command}\n{done.output}"


@pytest.mark.parametrize(("document", "text"), blocks("console"))
def test_console_blocks_run(document: str, text: str, imported: Path, tmp_path: Path) -> None:
    """Every console block runs command by command, in a folder with pages and a project."""
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    if "import" in text:
        shutil.rmtree(tmp_path / "specs")
    for line in text.splitlines():
        if line.startswith("$ "):
            run_in(tmp_path, line[2:])


def test_documents_contain_blocks() -> None:
    """README and the pages of the main commands contain code to run."""
    assert len(blocks("python")) >= 2
    assert {name for name, _ in blocks("console")} >= {
        "README.md",
        "import.md",
        "lint.md",
        "generate.md",
        "explain.md",
    }


LINKING = [
    *DOCUMENTS,
    *(ROOT / f"{name}.md" for name in ("ARCHITECTURE", "CONTRIBUTING", "SECURITY")),
]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")


@pytest.mark.parametrize("path", LINKING, ids=lambda path: path.name)
def test_links_lead_to_files(path: Path) -> None:
    """Every relative link of a document leads to a file or folder of the repository."""
    links = LINK.findall(path.read_text("utf-8"))
    local = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in local if link and not (path.parent / link).exists()] == []


def schema_keys(schema: Any, root: Any) -> Iterator[str]:
    """Yield the names of the properties that a schema and its parts have."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    for name, part in schema.get("properties", {}).items():
        yield name
        yield from schema_keys(part, root)
    inner = (schema.get("items"), schema.get("additionalProperties"), *schema.get("oneOf", ()))
    for part in inner:
        yield from schema_keys(part, root) if isinstance(part, dict) else ()


def test_every_key_of_a_service_is_explained() -> None:
    """The table of `service.json` has a row for each key, which names the keys inside; `sure` is told once."""
    schema = json.loads((ROOT / "specs" / "meta" / "service.schema.json").read_text("utf-8"))
    text = (ROOT / "docs" / "specs.md").read_text("utf-8").partition("## The service\n")[2]
    lines = re.findall(r"^\| (`[^|]+) \|(.+)\|$", text.partition("\n## ")[0], re.M)
    rows = {key: cells[1] for cells in lines for key in re.findall("`([^`]+)`", cells[0])}
    assert rows.keys() == schema["properties"].keys()
    for key, part in schema["properties"].items():
        inside = {f"`{name}`" for name in schema_keys(part, schema)} - {"`sure`"}
        assert {name for name in inside if name not in rows[key]} == set(), key


def test_contributing_lists_every_session() -> None:
    """The table of sessions has each task of the noxfile, once."""
    tree = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    sessions = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(mark).startswith("nox.session") for mark in node.decorator_list)
    }
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert sorted(re.findall(r"^\| `nox -s (\w+)` \|", text, re.M)) == sorted(sessions)
