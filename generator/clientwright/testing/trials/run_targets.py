"""The targets of a run: opened before it, closed after it."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from clientwright.codegen import lock_file as locks
from clientwright.errors import ProblemsError, UsageError
from clientwright.io.http_call import DEADLINE, call_with_deadline
from clientwright.io.loopback_transport import LoopbackTransport
from clientwright.sandbox.http_responses import SANDBOX_HEADER
from clientwright.sandbox.server import run_sandbox
from clientwright.sandbox.stored_job import JobTiming
from clientwright.specs.bundled_data import data_folder
from clientwright.specs.model import Specs
from clientwright.specs.python_paths import python_path
from clientwright.specs.service_files import find_service_files
from clientwright.testing.errors import ServerUnreachable
from clientwright.testing.report.report_context import RerunSettings
from clientwright.testing.targets import server_access
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.targets.server_health import PATIENCE
from clientwright.testing.targets.server_target import (
    MANY_JOBS,
    OffsetClock,
    ServerTarget,
    called_names,
)

SANDBOX_PACE = JobTiming(4.0, 4.0)
"""How long the jobs of a run's sandbox wait and run, in seconds of the offset clock."""

SANDBOX_URL = "http://127.0.0.1:8787"
"""Where `clientwright sandbox` listens; reports name it instead of a run's own sandbox, which is gone."""

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_COMMAND = ("clientwright", "contract")


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """The targets that a user chose; an empty string is none.

    `server` is a URL, `client` a dotted name or a folder, `cassettes` a folder of recorded traffic.
    `dry_run` opens nothing: trials can be planned, not run.
    `allow_missing_client` tests a sandbox alone if no client was generated.
    If `endpoints` are chosen, by their ids, nothing of the others is loaded.
    `jobs_at_once` is how many jobs a server gets at once; None is 20, or 0 on another machine.
    `patience` is how many seconds a run waits for a slow server in total.
    """

    server: str = ""
    client: str = ""
    cassettes: Path | None = None
    dry_run: bool = False
    allow_missing_client: bool = False
    endpoints: tuple[str, ...] = ()
    jobs_at_once: int | None = None
    patience: float = PATIENCE

    def crowd(self, url: str) -> int:
        """Return how many jobs a server gets at once: none by default where they may cost money."""
        usual = MANY_JOBS if server_access.is_local(url) else 0
        return usual if self.jobs_at_once is None else self.jobs_at_once


@dataclass(frozen=True, slots=True)
class RunTargets:
    """The targets of a run, their names, and the settings to reproduce a finding."""

    client: ClientTarget | None
    server: ServerTarget | None
    names: tuple[str, ...]
    setting: RerunSettings
    cassettes: Path | None = None
    own_server: bool = False
    """Whether the server is a sandbox of this run, which ends with it."""

    @property
    def is_remote(self) -> bool:
        """Whether the server is on another machine, where jobs may cost money."""
        return self.server is not None and not server_access.is_local(self.server.base_url)


@contextmanager
def open_targets(
    specs: Specs, options: TargetOptions, environ: Mapping[str, str] | None = None
) -> Generator[RunTargets]:
    """Open the chosen targets; by default the generated client, a sandbox and recorded cassettes.

    Raises:
        UsageError: the URL, the client or the token cannot be used.
        ServerUnreachable: no API answers at the URL.
    """
    known = os.environ if environ is None else environ
    both = not (options.server or options.client or options.cassettes)
    with ExitStack() as stack:
        alone = both and options.allow_missing_client and not _generated_folder(specs).is_dir()
        wanted = (both and not alone) or options.client
        client = _load_client(specs, options) if wanted else None
        sandbox = _start_sandbox(specs, options, stack) if both else None
        server = _connect_server(specs, options, known, stack) if options.server else sandbox
        names = [options.client or str(_generated_folder(specs))] if client else []
        names += (
            [(options.server and server.base_url) or "a sandbox of the specs"] if server else []
        )
        cassettes = options.cassettes or (_cassettes_folder(specs) if both else None)
        names += [str(cassettes)] if cassettes else []
        setting = _build_rerun_settings(specs, options, server)
        yield RunTargets(client, server, tuple(names), setting, cassettes, sandbox is not None)


def _load_client(specs: Specs, options: TargetOptions) -> ClientTarget:
    """Load the named client, by default the one in `generated/` here or beside the specs."""
    folder, name = _generated_folder(specs), options.client
    if not name and not folder.is_dir():
        advice = (
            "run 'clientwright generate', or name a client with --client or a server with --server"
        )
        raise UsageError(f"{folder}: there is no generated client; {advice}")
    paths = {
        str(one.id): python_path(specs.service, one.id)
        for one in specs.endpoints
        if str(one.id) in options.endpoints
    }
    return ClientTarget.load(name or str(folder), paths if options.endpoints else None)


def _generated_folder(specs: Specs) -> Path:
    """Return the client here, where `generate` writes it, or beside the specs; if only one is of them, that one."""
    places = [root / "generated" / specs.service.package for root in (Path(), specs.root.parent)]
    found = {place.resolve(): place for place in places if place.is_dir()}
    of_these = [place for place in found.values() if len(found) > 1 and _is_current(place, specs)]
    return next(iter((*of_these, *found.values())), places[0])


def _is_current(package: Path, specs: Specs) -> bool:
    """Return whether a package was generated from the specs as they are."""
    from clientwright.codegen.render_package import spec_hashes

    try:
        lock = locks.load_lock(package)
    except ProblemsError:
        return False
    now = spec_hashes(specs)
    return lock is not None and all(now.get(id) == digest for id, digest in lock.specs.items())


def _cassettes_folder(specs: Specs) -> Path | None:
    """Return the folder in which `clientwright record` keeps cassettes beside the specs, if it exists."""
    folder = specs.root.parent / "tests" / "cassettes"
    return folder if (folder / specs.service.name).is_dir() else None


def _start_sandbox(specs: Specs, options: TargetOptions, stack: ExitStack) -> ServerTarget:
    """Start a sandbox in this process, with a clock that trials move instead of waiting."""
    clock = OffsetClock()
    url = SANDBOX_URL
    if not options.dry_run:
        url = stack.enter_context(run_sandbox(specs, pace=SANDBOX_PACE, clock=clock.now)).base_url
    http = stack.enter_context(_open_http_client(url))
    tokens, crowd = server_access.SANDBOX_TOKENS, options.crowd(url)
    names = called_names(specs)
    return ServerTarget(
        specs.service, url, tokens, http, clock.sleep, jobs_at_once=crowd, models=names
    )


def _connect_server(
    specs: Specs, options: TargetOptions, environ: Mapping[str, str], stack: ExitStack
) -> ServerTarget:
    """Return the server at a URL, after checking that an API answers there."""
    url = server_access.parse_base_url(options.server, specs.service)
    http = stack.enter_context(_open_http_client(url))
    if options.dry_run:
        return ServerTarget(
            specs.service,
            url,
            server_access.placeholder_tokens(specs.service, environ),
            http,
            jobs_at_once=options.crowd(url),
            patience=options.patience,
            models=called_names(specs),
        )
    sandbox = server_access.is_local(url) and _is_sandbox(url, http)
    found = (
        server_access.SANDBOX_TOKENS
        if sandbox
        else server_access.tokens_from_environment(specs.service, environ)
    )
    return ServerTarget(
        specs.service,
        url,
        found,
        http,
        cancel_after_submit=not server_access.is_local(url),
        jobs_at_once=options.crowd(url),
        patience=options.patience,
        models=called_names(specs),
    )


def _open_http_client(url: str) -> httpx.Client:
    """Open an HTTP client; local URLs bypass the proxy."""
    if server_access.is_local(url):
        return httpx.Client(timeout=_TIMEOUT, transport=LoopbackTransport())
    return httpx.Client(timeout=_TIMEOUT)


def _is_sandbox(url: str, http: httpx.Client) -> bool:
    """Ask without a token whether a server is the sandbox."""
    answer = call_with_deadline(
        http, "GET", f"{url}/requests/clientwright-probe/status", {}, seconds=DEADLINE
    )
    if answer.failure:
        raise ServerUnreachable(url, answer.failure)
    return SANDBOX_HEADER in answer.headers


def _specs_argument(specs: Specs) -> Path:
    """Return the folder that means these specs: the service's own if there are other services."""
    alone = len(find_service_files(specs.root)) < 2
    return specs.root if alone else specs.root / specs.service.name


def _build_rerun_settings(
    specs: Specs, options: TargetOptions, server: ServerTarget | None
) -> RerunSettings:
    """Return the settings to reproduce a finding; a run's own sandbox is gone by then."""
    usual = SANDBOX_URL + server_access.service_base_path(specs.service)
    url = server.base_url if server and options.server else usual
    flags = [
        ("--specs", "" if specs.root == data_folder() else str(_specs_argument(specs))),
        ("--server", options.server),
        ("--client", options.client),
        ("--cassettes", str(options.cassettes or "")),
    ]
    words = [word for flag, value in flags if value and value != "specs" for word in (flag, value)]
    return RerunSettings.for_service(specs.service, url, (*_COMMAND, *words))
