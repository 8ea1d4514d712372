"""The runtime that every package carries: small, self-contained, quick to import."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clientwright import runtime

FOLDER = Path(runtime.__path__[0])
CARRIED = Path(__file__).parents[2] / "generated" / "runcomfy" / "_runtime"


def modules(folder: Path) -> dict[str, str]:
    """Return the text of every module below a folder, by its path without suffix."""
    paths = sorted(folder.rglob("*.py"))
    return {p.relative_to(folder).with_suffix("").as_posix(): p.read_text("utf-8") for p in paths}


MODULES = modules(FOLDER)
OUTSIDE = {
    "httpx": {"http"},
    "httpx2": {"http_httpx2"},
    "httpcore": {"http"},
    "httpcore2": {"http_httpx2"},
    "anyio": {
        "async_transport",
        "event_loop",
        "submit_task",
        "batch/tasks",
        "journal/async_journal",
        "download/in_worker_thread",
        "media_check",
        "update_iterators",
    },
    "psycopg": {"journal/postgresql_library"},
    "pydantic": {
        "models",
        "media_url",
        "full_check",
        "payload_faults",
        "json_data",
        "media_values",
        "quick_check",
        "typed_output",
    },
    "pydantic_core": {
        "fault_messages",
        "full_check",
        "media_url",
        "models",
        "payload_faults",
        "quick_check",
        "typed_output",
    },
}
SYNC = {
    "client",
    "transport",
    "submit_thread",
    "network_deadline",
    "deadline_transport",
    "request_gate",
}
ASYNC = {
    "async_client",
    "async_jobs",
    "async_transport",
    "submit_task",
    "event_loop",
}
"""What only sync jobs load, and what only async jobs load."""
TRANSPORTS = ("http", "http_httpx2")


def lines_of_code(text: str) -> int:
    """Count the lines that are not blank, comment or docstring."""
    words: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            words |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(at not in words and line.strip()[:1] not in ("", "#") for at, line in lines)


SOMETIMES = {"content_encoding", "proxy_settings"}
"""Modules for what few servers and machines have: compressed answers and proxies; loaded only then."""


FEATURES = ("journal/", "download/", "batch/", "command/", "telemetry/")
"""Folders of what only those load who use it."""
ON_USE = {
    "base_url_check",
    "cancellation",
    "data_uri_check",
    "endpoint_lookup",
    "fault_messages",
    "full_check",
    "http_failures",
    "submitted_secrets",
    "interrupted_submit",
    "job_reader",
    "job_updates",
    "json_data",
    "media_check",
    "media_values",
    "output_urls",
    "partial_answer",
    "payload_faults",
    "preview",
    "redaction",
    "request_faults",
    "retry_delay",
    "secret_fields",
    "submit_grace",
    "submit_answer",
    "text_table",
    "told_end",
    "unchecked_input",
    "update_iterators",
}
"""Modules of one feature each, or of a failure, that only those load who meet it."""


def is_optional(name: str) -> bool:
    """Return whether only some packages carry a module, or only some calls load it."""
    return name.startswith(("rules/", "media_", *FEATURES)) or name in (
        "exact_values",
        "notebook",
        "pickled_job",
        *ON_USE,
    )


@pytest.mark.parametrize("others", [ASYNC, SYNC], ids=["sync", "async"])
def test_runtime_is_small(others: set[str]) -> None:
    """What a sync or an async job needs is at most 2,866 lines of code without docstrings.

    Some 350 of them are the shapes of calls and answers that services may have; six let a job know the
    secrets of its input.
    """
    found = {name: lines_of_code(text) for name, text in modules(CARRIED).items()}
    optional = sum(
        lines
        for name, lines in found.items()
        if is_optional(name) and not name.startswith(FEATURES) and name not in ON_USE
    )
    sometimes = sum(found[name] for name in SOMETIMES)
    by_all = sum(lines for name, lines in found.items() if not is_optional(name))
    needed = by_all - sometimes - sum(found[name] for name in others)
    assert (needed <= 2866, optional <= 275, sometimes <= 100) == (True, True, True), needed


@pytest.mark.parametrize("name", sorted(name for name in MODULES if is_optional(name)))
def test_every_optional_module_is_small(name: str) -> None:
    """A module that only some load has at most 300 lines of code."""
    assert lines_of_code(MODULES[name]) <= 300


def test_optional_modules_are_not_loaded_by_a_job() -> None:
    """Describing a job and opening a client load no views, pickles, compressed answers or proxies."""
    names = ("endpoint", "jobs", "responses", "transport", "http_client")
    code = "".join(f"import clientwright.runtime.{name};" for name in names)
    code += "clientwright.runtime.http_client.open_client('http://127.0.0.1:1').close()"
    script = (
        f"import sys; sys.path.insert(0, {str(FOLDER.parents[1])!r}); {code}; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "clientwright.runtime.jobs" in done.stdout
    for name in ("notebook", "pickled_job", "telemetry.structured_log", *SOMETIMES, *ON_USE):
        assert f"clientwright.runtime.{name}" not in done.stdout


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_are_relative_or_known(name: str) -> None:
    """Modules import their neighbours relatively, the standard library, and listed libraries only."""
    for node in ast.walk(ast.parse(MODULES[name])):
        found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level <= 1 + name.count("/")
            found = [] if node.level else [node.module or ""]
        for root in (module.split(".")[0] for module in found):
            assert root in sys.stdlib_module_names or name in OUTSIDE.get(root, ())


def loaded_by(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after running the code."""
    script = (
        f"import sys; sys.path.insert(0, {str(FOLDER.parents[1])!r})\n{code}\nprint(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


HEAVY = {"pydantic", "httpx", "typing", "dataclasses", "inspect", "json", "asyncio", "logging"}
HEAVY |= {"random", "email", "urllib.parse", "re", "threading", "functools", "enum", "collections"}


def test_importing_clients_loads_no_heavy_modules() -> None:
    """Importing clients, errors, service and lazy names loads no heavy module."""
    names = ("client", "errors", "service", "lazy_names")
    loaded = loaded_by("".join(f"import clientwright.runtime.{name}\n" for name in names))
    assert not loaded & HEAVY


def test_making_a_client_loads_no_heavy_modules() -> None:
    """Neither does a client for the documented address, however many endpoints its package has."""
    made = f"sys.path.insert(0, {str(CARRIED.parents[1])!r}); from runcomfy import RunComfy, kling"
    loaded = loaded_by(f"{made}; RunComfy(token='t', timeout=5)")
    assert "runcomfy._runtime.client" in loaded
    assert not loaded & HEAVY
    assert len([name for name in loaded if name.startswith("runcomfy")]) <= 12


def names_used_of(library: str) -> set[str]:
    """Return the attributes of a library that any module of the runtime uses."""
    return {
        node.attr
        for module in MODULES.values()
        for node in ast.walk(ast.parse(module))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == library
    }


@pytest.mark.parametrize(
    ("local", "names"), [("http", ("httpx", "httpx2")), ("network", ("httpcore", "httpcore2"))]
)
def test_both_http_libraries_have_every_name(local: str, names: tuple[str, str]) -> None:
    """Every name that the runtime uses is public in httpx and httpx2, and in the libraries below them."""
    used = names_used_of(local) - {"__name__"}
    assert used
    for name in names:
        public = set(importlib.import_module(name).__all__)
        assert used <= public


def test_the_modules_of_both_http_libraries_are_alike() -> None:
    """The module for httpx2 is that for httpx with other names."""
    http, http2 = (MODULES[name] for name in TRANSPORTS)
    assert http2 == re.sub(r"^import (httpcore|httpx) ", r"import \g<1>2 ", http, flags=re.M)
