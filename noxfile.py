"""The project's tasks; `nox -l` lists them. README describes `nox -s demo` and `nox -s tests`."""

from __future__ import annotations

import nox

nox.needs_version = ">=2025.5"
nox.options.sessions = ["tests"]
nox.options.reuse_existing_virtualenvs = True

TEST_GROUP = nox.project.load_toml("pyproject.toml")["dependency-groups"]


def _install(session: nox.Session, *groups: str) -> None:
    """Install this checkout in editable mode, with the tools of the given dependency groups."""
    tools = [requirement for group in groups for requirement in TEST_GROUP[group]]
    session.install("--quiet", "--editable", ".", *tools)


@nox.session
def demo(session: nox.Session) -> None:
    """Run the demo: pages, specs, client, sandbox, and one job until its result."""
    _install(session)
    session.run("python", "-m", "tests.demo", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Check format, lint, types and generated/, then run every test."""
    _install(session, "test")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("pyright")
    session.run("clientwright", "lint")
    session.run("clientwright", "generate", "--check")
    session.run(
        "pytest", "-n", "auto", "--dist", "loadfile", "--junitxml", "tests.xml", *session.posargs
    )


@nox.session
def generate(session: nox.Session) -> None:
    """Bring generated/ up to date with specs/."""
    _install(session)
    session.run("clientwright", "generate", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure generation, import time, call overhead and examples per second."""
    _install(session, "test", "bench")
    session.run("python", "-m", "tests.bench", *session.posargs)


@nox.session
def contract(session: nox.Session) -> None:
    """Check every promise of specs/ on generated/, the sandbox and the cassettes; then score the harness."""
    _install(session)
    session.run("clientwright", "contract", *session.posargs)
    session.run("clientwright", "contract", "--grade")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it into a fresh environment and test it outside the checkout."""
    _install(session, "test")
    session.run("pytest", "tests/test_wheel.py", *session.posargs)
