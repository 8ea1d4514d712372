"""The project's tasks; `nox -l` lists them. README describes `nox -s demo` and `nox -s tests`."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import nox

nox.needs_version = ">=2025.5"
nox.options.sessions = ["tests"]
nox.options.reuse_existing_virtualenvs = True

TEST_GROUP = nox.project.load_toml("pyproject.toml")["dependency-groups"]


SERVICES = ("runcomfy", "fal", "replicate")
"""The services whose specs and packages are in this repository."""
WORKERS = str((os.cpu_count() or 1) + 1)
"""One more than there are processors: many tests wait for a server or a program."""


def _install(session: nox.Session, *groups: str) -> None:
    """Install this checkout in editable mode, with the tools of the given dependency groups."""
    tools = [requirement for group in groups for requirement in TEST_GROUP[group]]
    session.install("--quiet", "--editable", ".", *tools)


@nox.session
def demo(session: nox.Session) -> None:
    """Run the demo: pages, specs, client, sandbox, and one job until its result; `-- fal` and `-- replicate`, too."""
    _install(session)
    session.run("python", "-m", "tests.demo", *session.posargs)


FAST_TESTS = (
    "tests/lint",
    "tests/normalize",
    "tests/rules",
    "tests/schema/test_registry.py",
    "tests/schema/test_vocabulary.py",
    "tests/schema/test_waivers.py",
    "tests/sources",
    "tests/specs",
    "tests/test_layers.py",
    "tests/test_names.py",
    "tests/test_problems.py",
)
"""Tests without servers, subprocesses or generated packages."""


DOCUMENT_TESTS = (
    "tests/examples",
    "tests/test_docs.py",
    "tests/test_examples.py",
    "tests/test_names.py",
    "tests/test_readme.py",
    "tests/test_tutorial.py",
)
"""Tests of what people read: README, docs and examples."""


@nox.session
def quick(session: nox.Session) -> None:
    """Lint, types and the tests that start no program or server, with few Hypothesis examples."""
    _install(session, "test")
    _lint(session)
    words = ("pytest", "-q", "-n", "auto", "--hypothesis-profile", "quick", *FAST_TESTS)
    _at_once(session, lambda it: it.run("mypy"), lambda it: it.run(*words, *session.posargs))


@nox.session
def lint(session: nox.Session) -> None:
    """Lint and format of the code, problems of the specs, freshness of generated/."""
    _install(session, "test")
    _lint(session)


@nox.session
def typing(session: nox.Session) -> None:
    """mypy strict for everything, pyright strict for the runtime and the generated package."""
    _install(session, "test")
    _typing(session)


@nox.session
def docs(session: nox.Session) -> None:
    """Run the code of README, docs and examples; check the glossary and the links."""
    _install(session, "test")
    session.run("pytest", *DOCUMENT_TESTS, *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Check format, lint, types and generated/, then run every test."""
    _install(session, "test")
    # the checks and the tests start hundreds of programs, which may not be allowed to keep what they compile
    session.run("python", "-m", "compileall", "-q", "-j", "0", "generated", "generator", "tests")
    _lint(session)
    _typing(session, _compile_tests)
    session.run(
        *("pytest", "-n", WORKERS, "--dist", "worksteal", "--junitxml", "tests.xml"),
        *session.posargs,
    )


@nox.session
def stress(session: nox.Session) -> None:
    """Run the tests marked `stress`, with random seeds and many Hypothesis examples; `-- -m ""` runs all."""
    _install(session, "test")
    session.run(
        *("pytest", "-n", "auto", "--dist", "worksteal", "--timeout", "3600"),
        *("-m", "stress", "--hypothesis-profile", "explore"),
        *session.posargs,
    )


def _lint(session: nox.Session) -> None:
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("clientwright", "lint")
    session.run("clientwright", "generate", "--check")


def _typing(session: nox.Session, *meanwhile: Callable[[nox.Session], object]) -> None:
    """Check types with mypy and pyright, and run other steps meanwhile."""
    _at_once(session, lambda it: it.run("mypy"), lambda it: it.run("pyright"), *meanwhile)


def _at_once(session: nox.Session, *steps: Callable[[nox.Session], object]) -> None:
    """Run steps at the same time: most of them use one processor."""
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(step, session) for step in steps]:
            done.result()


def _compile_tests(session: nox.Session) -> None:
    """Keep the tests as pytest compiles them, so that not each of its processes does so."""
    session.run(
        *("pytest", "--collect-only", "-qqq", "-p", "no:cacheprovider"),
        env={"PYTHONDONTWRITEBYTECODE": ""},
        silent=True,
    )


@nox.session
def generate(session: nox.Session) -> None:
    """Bring generated/ up to date with specs/, and what lists the kinds of rules with their registry."""
    _install(session)
    session.run("python", "-m", "clientwright.specs.rule_documents")
    session.run("clientwright", "generate", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure everything beside its rivals and write docs/benchmarks.md; `-- NAME…`, `-- --compare FILE`."""
    _install(session, "test", "bench")
    session.run("python", "-m", "tests.bench", *session.posargs)


@nox.session(python=False)
def house(session: nox.Session) -> None:
    """Count how the product's files are cut, and how many know each keyword; `-- --help` has the rules."""
    session.run("python", "-m", "tests.house", *session.posargs)


@nox.session
def contract(session: nox.Session) -> None:
    """Check every promise of specs/ on generated/, the sandbox and the cassettes; then score the harness."""
    _install(session)
    for service in SERVICES:
        session.run("clientwright", "contract", "--service", service, *session.posargs)
        session.run("clientwright", "contract", "--service", service, "--grade")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it into a fresh environment and test it outside the checkout."""
    _install(session, "test")
    session.run("pytest", "tests/test_wheel.py", *session.posargs)
