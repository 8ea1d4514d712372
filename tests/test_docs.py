"""Code in README and docs: Python blocks run against the sandbox, console blocks as commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clientwright.sandbox.server import run_sandbox
from clientwright.specs.spec_files import load_specs

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
IN_ORDER = {"tutorial.md"}
"""Documents whose blocks belong together; tests/test_tutorial.py runs them in order."""
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
    (specs,) = load_specs(ROOT / "specs").services
    with run_sandbox(specs) as sandbox:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "generated"),
            "RUNCOMFY_MODEL_API_BASE": sandbox.base_url,
            "RUNCOMFY_API_TOKEN": sandbox.token,
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


@pytest.mark.parametrize(("document", "text"), blocks("console"))
def test_console_blocks_run(document: str, text: str, tmp_path: Path) -> None:
    """Every console block runs command by command, in a folder with pages and a project."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for page in (ROOT / "tests" / "sources").glob("*.txt"):
        (pages / page.name).write_bytes(page.read_bytes())
    for package in (tmp_path / "src" / "shop", tmp_path / "shop" / "src" / "shop"):
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
    commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    before = [] if "import" in text else ["clientwright import pages/*.txt"]
    for command in [*before, *commands]:
        words = command.replace(
            "pages/*.txt", " ".join(sorted(f"pages/{p.name}" for p in pages.iterdir()))
        ).split()
        assert words[0] == "clientwright"
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


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
