"""Jobs of fal and Replicate after a crash: the journal knows all that is needed to follow and to cancel them."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from runtime.byte_server import ByteServer, reply, run_server
from runtime.command.journal_support import Done, environment
from runtime.faults.fault import ID
from runtime.faults.parties import answers_of, party_of

PACKAGES = {"fal": "falwright", "replicate": "replicatewright"}
TOKEN = "a-secret-token"
providers = pytest.mark.parametrize("name", PACKAGES)


@pytest.fixture
def served(name: str) -> Iterator[ByteServer]:
    """Run a server of the provider that behaves; jobs end at once."""
    party = party_of(name)
    with run_server() as server:
        server.operation_of = party.operation_of
        server.by_operation = {key: [*acts] for key, acts in party.served.items()}
        yield server


def submit(name: str, server: ByteServer, journal: Path, flavour: str) -> None:
    """Submit a job, and leave it."""
    party = party_of(name)
    if flavour == "sync":
        with party.sync(TOKEN, server.base_url, journal=journal) as api:
            api.submit(party.request)
        return

    async def main() -> None:
        async with party.asynchronous(TOKEN, server.base_url, journal=journal) as api:
            await api.submit(party.request)

    asyncio.run(main())


def command(name: str, server: ByteServer, journal: Path, *arguments: str) -> Done:
    """Run the package's command in this process."""
    facts = answers_of(name).facts
    package = PACKAGES[name]
    main = importlib.import_module(f"{package}._runtime.command.command_line").main
    service = importlib.import_module(f"{package}._service").SERVICE
    env = environment(**{facts["base_url_variable"]: server.base_url})
    env |= {facts["token_variables"][0]: TOKEN, f"{name.upper()}_JOURNAL": str(journal)}
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, env, clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main(service, package, arguments)
    return Done(code, out.getvalue(), err.getvalue())


@providers
@pytest.mark.parametrize("flavour", ["sync", "async"])
def test_a_job_is_resumed(name: str, served: ByteServer, tmp_path: Path, flavour: str) -> None:
    """A new client follows the jobs of a journal, by the paths of their models, and submits none."""
    party, journal = party_of(name), tmp_path / "jobs.sqlite"
    submit(name, served, journal, flavour)

    async def resume() -> Any:
        async with party.asynchronous(TOKEN, served.base_url, journal=journal) as api:
            (job,) = await api.resume()
            return job.endpoint, await job.wait(20)

    if flavour == "async":
        endpoint, result = asyncio.run(resume())
    else:
        with party.sync(TOKEN, served.base_url, journal=journal) as api:
            (job,) = api.resume()
            endpoint, result = job.endpoint, job.wait(20)
    assert (str(endpoint), result.request_id) == (party.request.endpoint.id, ID)
    assert result.raw_output == answers_of(name).output
    assert [operation for operation, _ in served.answered].count("submit") == 1
    assert type(result.output).__module__.startswith(PACKAGES[name])


@providers
def test_the_command_lists_cancels_and_resumes(
    name: str, served: ByteServer, tmp_path: Path
) -> None:
    """`jobs`, `resume` and `cancel` of a package know a job by its entry alone."""
    journal = tmp_path / "jobs.sqlite"
    submit(name, served, journal, "sync")
    listed = command(name, served, journal, "jobs", "--json")
    assert (listed.code, ID in listed.out, TOKEN in listed.out) == (0, True, False), listed
    resumed = command(name, served, journal, "resume", "--json")
    (outcome,) = json.loads(resumed.out)["jobs"]
    assert (resumed.code, outcome["entry"]["state"], outcome["error"]) == (0, "succeeded", None)
    submit(name, served, journal, "sync")
    cancelled = command(name, served, journal, "cancel", "j2")
    assert cancelled == Done(0, "j2: cancelled\n", "")
    assert [operation for operation, _ in served.answered].count("submit") == 2


@providers
def test_a_lost_answer_is_in_the_journal(name: str, served: ByteServer, tmp_path: Path) -> None:
    """A submit whose answer was cut after the id is unknown, and its entry has the id."""
    journal = tmp_path / "jobs.sqlite"
    body = json.dumps(answers_of(name).submitted().body).encode()[:-1]
    served.by_operation["submit"] = [reply(body)]
    with pytest.raises(Exception, match=ID) as caught:
        submit(name, served, journal, "sync")
    assert type(caught.value).__name__ == "SubmitUnknown"
    with party_of(name).sync(TOKEN, served.base_url, journal=journal) as api:
        (entry,) = api.journal.entries()
    assert ID in repr(entry) + str(entry)
    assert len(served.answered) == 1
