"""The generated package: its files, what importing it loads, how long its modules are."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clientwright.codegen.formatting import remove_markers
from clientwright.pipeline import generate

ROOT = Path(__file__).resolve().parent.parent.parent
RUNTIME = ROOT / "generator" / "clientwright" / "runtime"
STANDARD = set(sys.stdlib_module_names)


def python(code: str, path: Path) -> str:
    """Run code in a fresh interpreter that finds the package; return its output."""
    environment = {**os.environ, "PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_committed_package_is_current() -> None:
    """The package committed under generated/ is what the committed specs produce."""
    (result,) = generate(ROOT / "specs" / "runcomfy", ROOT / "generated", check=True)
    assert [str(problem.location) for problem in result.problems] == []


def test_generation_is_deterministic(tmp_path: Path) -> None:
    """Generating twice, in two folders, produces equal bytes."""
    for name in ("one", "two"):
        generate(ROOT / "specs" / "runcomfy", tmp_path / name)
    one, two = (
        {
            p.relative_to(tmp_path / n): p.read_bytes()
            for p in (tmp_path / n).rglob("*")
            if p.is_file()
        }
        for n in ("one", "two")
    )
    assert one == two


def test_key_order_is_ignored(tmp_path: Path) -> None:
    """Reversing the keys of every object of every spec changes no byte of the package."""
    for path in (ROOT / "specs").rglob("runcomfy/**/*.json"):
        target = tmp_path / "specs" / path.relative_to(ROOT / "specs")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(turned(json.loads(path.read_text("utf-8")))), "utf-8")
    generate(tmp_path / "specs", tmp_path / "turned")
    generate(ROOT / "specs" / "runcomfy", tmp_path / "straight")
    for path in (tmp_path / "straight").rglob("*"):
        if path.is_file():
            assert (
                tmp_path / "turned" / path.relative_to(tmp_path / "straight")
            ).read_bytes() == path.read_bytes()


def turned(value: Any) -> Any:
    """Reverse the keys of every object."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


def test_runtime_is_copied_unchanged() -> None:
    """Every runtime file in the package is its source below the markers; unused ones are not copied."""
    carried = ROOT / "generated" / "runcomfy" / "_runtime"
    names = {p.relative_to(carried).as_posix() for p in carried.rglob("*.py")}
    rules = {f"rules/{name}.py" for name in ("__init__", "base", "sum_equals", "sums")}
    idle = {"http_httpx2.py", "schema_interpreter.py", "typed_output.py", "unknown_fields.py"}
    every = {p.relative_to(RUNTIME).as_posix() for p in RUNTIME.rglob("*.py")}
    assert names == {name for name in every if not name.startswith("rules/")} - idle | rules
    for name in names:
        text = (carried / name).read_text("utf-8")
        assert text != (source := remove_markers(text))
        assert source == (RUNTIME / name).read_text("utf-8")


def test_imports_are_relative() -> None:
    """In the package every import is relative, of the standard library, pydantic or the HTTP library.

    What the journal needs for PostgreSQL, and rich, are imported by those who use them.
    """
    for path in (ROOT / "generated").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module or ""]
            else:
                continue
            tops = {module.partition(".")[0] for module in modules} - STANDARD - {"__future__"}
            if path.name.startswith("postgresql_"):
                tops -= {"psycopg"}
            if path.name.startswith("rich_"):
                tops -= {"rich"}
            assert tops <= {"pydantic", "pydantic_core", "httpx", "httpcore", "anyio"}, (path, tops)


def test_importing_loads_neither_pydantic_nor_httpx() -> None:
    """Importing and creating clients loads neither pydantic nor httpx nor any endpoint."""
    code = (
        "import sys; from runcomfy import RunComfy, AsyncRunComfy, InvalidInput, kling; RunComfy(token='t'); "
        "print([m for m in sys.modules if m.split('.')[0] in ('pydantic', 'httpx', 'anyio') or '.kling.' in m])"
    )
    assert python(code, ROOT / "generated").strip() == "[]"


def test_accessing_endpoint_loads_only_its_module() -> None:
    """Accessing one endpoint loads that endpoint's module and no other's."""
    code = (
        "import sys; from runcomfy import kling; kling.kling_3_0.standard.text_to_video; "
        "print([m.rsplit('.', 1)[1] for m in sys.modules if m.startswith('runcomfy.') and m.endswith('_video')])"
    )
    assert python(code, ROOT / "generated").strip() == "['text_to_video']"


def doc_lines(text: str) -> set[int]:
    """Return the numbers of the lines that are docstrings."""
    return {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "generated" / "runcomfy").rglob("*_video.py")),
    ids=lambda path: path.stem,
)
def test_modules_are_short(path: Path) -> None:
    """An endpoint's module has at most 125 lines below the tools' comments, 90 without blank lines and docstrings."""
    text = remove_markers(path.read_text("utf-8"))
    docs = doc_lines(text)
    beyond = [n for n, line in enumerate(text.splitlines(), 1) if n not in docs and line.strip()]
    assert (len(text.splitlines()) <= 125, len(beyond) <= 90) == (True, True)


def test_sentences_are_said_at_most_twice() -> None:
    """The text of each argument is in a dictionary's type and, of the outermost one, in `request`."""
    for spec in (ROOT / "specs/runcomfy").rglob("*-video.json"):
        module = spec.stem.replace("-", "_")
        (path,) = (ROOT / "generated" / "runcomfy").rglob(f"{module}.py")
        text = path.read_text("utf-8")
        words = json.loads(spec.read_text("utf-8"))["words"]["en"]
        described = {at: one["description"] for at, one in words.items() if at}
        counts = {at: text.count(sentence) for at, sentence in described.items()}
        top = {at: count for at, count in counts.items() if at.count("/") == 2}
        assert set(top.values()) == {2}
        assert {count for at, count in counts.items() if at not in top} <= {1}


def test_module_exposes_five_names() -> None:
    """An endpoint's module exposes its types, its value and the one function that describes a job."""
    from runcomfy.kling.kling_3_0.standard import image_to_video

    assert set(image_to_video.__all__) == {"ENDPOINT", "Arguments", "Input", "Output", "request"}


@pytest.mark.parametrize("http", ["httpx", "httpx2"])
def test_httpx2_package_differs_in_one_file(tmp_path: Path, http: str) -> None:
    """The packages for httpx2 and httpx differ in one file and work the same."""
    generate(ROOT / "specs" / "runcomfy", tmp_path, http=http)
    package, committed = tmp_path / "runcomfy", ROOT / "generated" / "runcomfy"
    differing = {
        p.relative_to(package).as_posix()
        for p in package.rglob("*.py")
        if p.read_bytes() != (committed / p.relative_to(package)).read_bytes()
    }
    assert differing == (set() if http == "httpx" else {"_runtime/http.py"})
    code = (
        "import sys; from runcomfy import RunComfy, TransportError\n"
        "with RunComfy(token='t', base_url='http://127.0.0.1:9', timeout=0.2) as api:\n"
        "    try: api.job('abc').status()\n"
        "    except TransportError: print(sorted({'httpx', 'httpx2'} & set(sys.modules)))"
    )
    assert python(code, tmp_path).strip() == f"['{http}']"
