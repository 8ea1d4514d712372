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

from clientwright.codegen.tool_markers import remove_markers
from clientwright.pipeline import generate
from clientwright.specs.python_identifiers import module_name

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
    (result,) = generate(ROOT / "specs", ROOT / "generated", check=True)
    assert [str(problem.location) for problem in result.problems] == []


def test_generation_is_deterministic(tmp_path: Path) -> None:
    """Generating twice, in two folders, produces equal bytes."""
    for name in ("one", "two"):
        generate(ROOT / "specs", tmp_path / name)
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
    generate(ROOT / "specs", tmp_path / "straight")
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
    idle = {"http_httpx2.py", "schema_interpreter.py"}
    assert names == ({p.name for p in RUNTIME.glob("*.py")} - idle) | rules
    for name in names:
        text = (carried / name).read_text("utf-8")
        assert text != (source := remove_markers(text))
        assert source == (RUNTIME / name).read_text("utf-8")


def test_imports_are_relative() -> None:
    """In the package every import is relative or of the standard library, pydantic or the HTTP library."""
    for path in (ROOT / "generated").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module or ""]
            else:
                continue
            tops = {module.partition(".")[0] for module in modules} - STANDARD - {"__future__"}
            assert tops <= {"pydantic", "pydantic_core", "httpx", "anyio"}, (path, tops)


def test_importing_loads_neither_pydantic_nor_httpx() -> None:
    """Importing and creating clients loads neither pydantic nor httpx nor any endpoint."""
    code = (
        "import sys; from runcomfy import RunComfy, AsyncRunComfy, InvalidInput; RunComfy(token='t'); "
        "print([m for m in sys.modules if m.split('.')[0] in ('pydantic', 'httpx', 'anyio') or '.kling' in m])"
    )
    assert python(code, ROOT / "generated").strip() == "[]"


def test_accessing_endpoint_loads_only_its_module() -> None:
    """Accessing one endpoint loads that endpoint's module and no other's."""
    code = (
        "import sys; from runcomfy import RunComfy; RunComfy(token='t').kling.kling_3_0.standard.text_to_video; "
        "print([m.rsplit('.', 1)[1] for m in sys.modules if m.startswith('runcomfy.') and m.endswith('_video')])"
    )
    assert python(code, ROOT / "generated").strip() == "['text_to_video']"


def test_modules_are_short() -> None:
    """An endpoint's module has at most about 150 lines beside its docstrings."""
    for path in (ROOT / "generated").rglob("*_video.py"):
        text = path.read_text("utf-8")
        docs = {
            line
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }
        beyond = [
            n for n, line in enumerate(text.splitlines(), 1) if n not in docs and line.strip()
        ]
        assert len(beyond) <= 150, (path, len(beyond))


@pytest.mark.parametrize("http", ["httpx", "httpx2"])
def test_httpx2_package_differs_in_one_file(tmp_path: Path, http: str) -> None:
    """The packages for httpx2 and httpx differ in one file and work the same."""
    generate(ROOT / "specs", tmp_path, http=http)
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


@pytest.mark.parametrize(
    "id",
    ["drive/foo", "base_url/x", "protocol/x", "x/text", "x/status", "x/job", "x/any", "x/input", "x/arguments",
     "x/resource", "x/namespace", "namespace/x", "close/y", "x/y/run", "client/z", "type-checking/x"],
)  # fmt: skip
def test_ids_like_client_members(tmp_path: Path, id: str) -> None:
    """An id may have segments named like our own; the client and path work, and nothing of ours is hidden."""
    spec = tmp_path / "specs" / "runcomfy" / f"{id}.json"
    spec.parent.mkdir(parents=True)
    (tmp_path / "specs/runcomfy/service.json").write_bytes(
        (ROOT / "specs/runcomfy/service.json").read_bytes()
    )
    spec.write_text(
        json.dumps({"id": id, "input": {"type": "object", "properties": {"x": {"type": "string"}}}})
    )
    generate(tmp_path / "specs", tmp_path)
    path = ".".join(module_name(segment) for segment in id.split("/"))
    code = (
        "from runcomfy import RunComfy, AsyncRunComfy, TransportError\n"
        "with RunComfy(token='t', base_url='http://127.0.0.1:9', timeout=0.1) as api:\n"
        f"    try: api.{path}.submit(x='y')\n"
        "    except TransportError: print('tried')\n"
        f"print(AsyncRunComfy(token='t').{path}.submit.__name__)"
    )
    assert python(code, tmp_path).split() == ["tried", "submit"]


def test_client_members_are_reserved() -> None:
    """No segment of an id can hide a member of a client or resource."""
    from clientwright.runtime import client, resources

    members = {
        m
        for kind in (client.Client, client.AsyncClient, resources.Resource, resources.AsyncResource)
        for m in dir(kind)
    }
    members |= set(vars(client.Client.__new__(client.Client))) | {"base_url", "timeout"}
    assert [m for m in members if not m.startswith("_") and module_name(m) == m] == []
