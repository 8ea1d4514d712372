"""Play faults against the real client over real sockets, many at once."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from runtime.byte_server import ByteServer, hang_up, run_server
from runtime.faults.fault import Fault, Located, Outcome
from runtime.faults.parties import party_of

TOKEN = "a-secret-token"
REQUEST = party_of("runcomfy").request
Play = tuple[Fault, str]
"""A fault and the flavour of the client."""
_log: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("log", default=None)


class LogByPlay(logging.Handler):
    """Keeps the warnings of each play, in whatever thread or task they are logged."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        if (lines := _log.get()) is not None and record.levelno >= logging.WARNING:
            lines.append(record.getMessage())


def play_all(plays: Iterable[Play]) -> dict[tuple[str, str], Outcome]:
    """Play faults and return their outcomes; those with a short timeout last and with less company."""
    wanted, handler = list(plays), LogByPlay()
    loggers = [logging.getLogger(name) for name in {fault.service for fault, _ in wanted}]
    for logger in loggers:
        logger.addHandler(handler)
    outcomes: dict[tuple[str, str], Outcome] = {}
    try:
        for threads, group in (
            (160, [play for play in wanted if play[0].timeout >= 5]),
            (20, [play for play in wanted if play[0].timeout < 5]),
        ):
            with ThreadPoolExecutor(threads) as pool:
                for (fault, flavour), outcome in zip(group, pool.map(_play, group), strict=True):
                    outcomes[fault.name, flavour] = outcome
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    return outcomes


def _play(play: Play) -> Outcome:
    fault, log = play[0], list[str]()
    with run_server() as server, run_server() as other:
        other.actions = [hang_up]
        party = party_of(fault.service)
        server.on_connect, server.operation_of = fault.on_connect, party.operation_of
        for operation, answers in {**party.served, **fault.script}.items():
            server.by_operation[operation] = [
                answer.build(server.base_url, other.base_url)
                if isinstance(answer, Located)
                else answer
                for answer in answers
            ]
        ids: list[str] = []
        got = contextvars.copy_context().run(_call, play, server, log, ids)
        posts = sum(name == "submit" for name, _ in server.answered)
        if fault.on_connect:
            posts = max(posts, server.connections)
        return Outcome(
            got,
            ids[0] if ids else None,
            posts,
            list(server.answered),
            list(server.received),
            other.connections,
            log,
        )


def _call(play: Play, server: ByteServer, log: list[str], ids: list[str]) -> Any:
    """Return what the caller gets, be it a value or an exception."""
    fault, flavour = play
    _log.set(log)
    try:
        if flavour == "sync":
            return _call_sync(fault, server, ids)
        return asyncio.run(_call_async(fault, server, ids))
    except Exception as error:
        return error


def _call_sync(fault: Fault, server: ByteServer, ids: list[str]) -> Any:
    party = party_of(fault.service)
    with party.sync(TOKEN, server.base_url, fault.timeout) as api:
        job = api.submit(party.request)
        ids.append(job.request_id)
        return job if fault.call == "submit" else getattr(job, fault.call)(**fault.arguments)


async def _call_async(fault: Fault, server: ByteServer, ids: list[str]) -> Any:
    party = party_of(fault.service)
    async with party.asynchronous(TOKEN, server.base_url, fault.timeout) as api:
        job = await api.submit(party.request)
        ids.append(job.request_id)
        return job if fault.call == "submit" else await getattr(job, fault.call)(**fault.arguments)
