"""Who is judged: the client and the server of a run, opened before it and closed after it."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from clientwright.contract import addresses, tokens
from clientwright.contract.clocks import MovedClock
from clientwright.contract.judges.calling import DEADLINE, call
from clientwright.contract.judges.client import ClientJudge
from clientwright.contract.judges.server import Server
from clientwright.contract.problems import Unreachable
from clientwright.contract.report.told import Setting
from clientwright.errors import UsageError
from clientwright.sandbox.http_responses import SANDBOX_HEADER
from clientwright.sandbox.job_timing import JobTiming
from clientwright.sandbox.server import run_sandbox
from clientwright.specs.model import Specs

PACE = JobTiming(4.0, 4.0)
"""How long the jobs of the sandbox of a run wait and run, in seconds of a clock that pauses move."""

SANDBOX_URL = "http://127.0.0.1:8787"
"""Where `clientwright sandbox` listens: what a report says in place of a run's own sandbox."""

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_COMMAND = ("clientwright", "contract")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user asked to judge: a server's URL, a client's dotted name or folder; empty for none.

    `cassettes` is a folder of recorded traffic.
    `dry` opens nothing: the subjects can be asked what they would be held to, not be run.
    `lenient` is content with a sandbox alone where no client was generated.
    """

    server: str = ""
    client: str = ""
    cassettes: Path | None = None
    dry: bool = False
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Subjects:
    """Who is judged in a run, their names, and how a reader tries a finding again."""

    client: ClientJudge | None
    server: Server | None
    names: tuple[str, ...]
    setting: Setting
    cassettes: Path | None = None

    @property
    def elsewhere(self) -> bool:
        """Tell whether the server is another machine's, where jobs may cost money."""
        return self.server is not None and not addresses.is_here(self.server.base_url)


@contextmanager
def opened(
    specs: Specs, asked: Asked, environ: Mapping[str, str] | None = None
) -> Generator[Subjects]:
    """Open who was asked for; without a name, the generated client and a sandbox.

    Raises:
        UsageError: the URL, the client or the token is not usable.
        Unreachable: no API answers at the URL.
    """
    known = os.environ if environ is None else environ
    both = not (asked.server or asked.client or asked.cassettes)
    with ExitStack() as stack:
        alone = both and asked.lenient and not _generated(specs).is_dir()
        wanted = (both and not alone) or asked.client
        client = _client(specs, asked.client) if wanted else None
        sandbox = _sandbox(specs, asked.dry, stack) if both else None
        server = _named(specs, asked, known, stack) if asked.server else sandbox
        names = [asked.client or str(_generated(specs))] if client else []
        names += [(asked.server and server.base_url) or "a sandbox of the specs"] if server else []
        cassettes = asked.cassettes or (_cassettes(specs) if both else None)
        names += [str(cassettes)] if cassettes else []
        yield Subjects(client, server, tuple(names), _setting(specs, asked, server), cassettes)


def _client(specs: Specs, name: str) -> ClientJudge:
    """Load the client of that name, else the one that stands in `generated/` beside the specs."""
    folder = _generated(specs)
    if not name and not folder.is_dir():
        advice = (
            "run 'clientwright generate', or name a client with --client or a server with --server"
        )
        raise UsageError(f"{folder}: there is no generated client; {advice}")
    return ClientJudge.load(name or str(folder))


def _generated(specs: Specs) -> Path:
    return specs.root.parent / "generated" / specs.service.name


def _cassettes(specs: Specs) -> Path | None:
    """Give the folder in which `clientwright record` keeps cassettes, beside the specs, if there is one."""
    folder = specs.root.parent / "tests" / "cassettes"
    return folder if (folder / specs.service.name).is_dir() else None


def _sandbox(specs: Specs, dry: bool, stack: ExitStack) -> Server:
    """Give a sandbox in this process; where a trial would wait for it, its clock is moved."""
    clock = MovedClock()
    url = SANDBOX_URL
    if not dry:
        url = stack.enter_context(run_sandbox(specs, pace=PACE, clock=clock.now)).base_url
    http = stack.enter_context(_http(url))
    return Server(specs.service, url, tokens.SANDBOX, http, clock.sleep)


def _named(specs: Specs, asked: Asked, environ: Mapping[str, str], stack: ExitStack) -> Server:
    """Give the server at a URL, and make sure that an API answers there."""
    url = addresses.base_url(asked.server, specs.service)
    http = stack.enter_context(_http(url))
    if asked.dry:
        return Server(specs.service, url, tokens.for_show(specs.service, environ), http)
    sandbox = addresses.is_here(url) and _is_sandbox(url, http)
    found = tokens.SANDBOX if sandbox else tokens.of_environment(specs.service, environ)
    return Server(specs.service, url, found, http, thrifty=not addresses.is_here(url))


def _http(url: str) -> httpx.Client:
    """Open connections; what goes to this machine goes there without a proxy."""
    return httpx.Client(timeout=_TIMEOUT, trust_env=not addresses.is_here(url))


def _is_sandbox(url: str, http: httpx.Client) -> bool:
    """Ask, without a token, whether a server says that it is the sandbox."""
    answer = call(http, "GET", f"{url}/requests/clientwright-probe/status", {}, seconds=DEADLINE)
    if answer.failure:
        raise Unreachable(url, answer.failure)
    return SANDBOX_HEADER in answer.headers


def _setting(specs: Specs, asked: Asked, server: Server | None) -> Setting:
    """Say where and how a finding is tried again; a run's own sandbox is gone by then."""
    usual = SANDBOX_URL + addresses.base_path(specs.service)
    url = server.base_url if server and asked.server else usual
    flags = [("--specs", str(specs.root)), ("--server", asked.server), ("--client", asked.client)]
    words = [word for flag, value in flags if value and value != "specs" for word in (flag, value)]
    return Setting.of(specs.service, url, (*_COMMAND, *words))
