# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The running event loop, of asyncio or trio, as the owner of sockets."""

from __future__ import annotations

import asyncio
from typing import Any

import anyio.lowlevel


def current_loop() -> Any:
    """Return asyncio's loop or trio's token of this run."""
    token = anyio.lowlevel.current_token()
    return getattr(token, "native_token", token)  # anyio before 4.11 returns the native one


def is_over(loop: Any) -> bool:
    """Return whether an event loop can never run again."""
    if hasattr(loop, "is_closed"):
        return bool(loop.is_closed())
    try:
        loop.run_sync_soon(int, idempotent=True)  # trio's only public way to ask
    except RuntimeError:
        return True
    return False


def hide_task() -> None:
    """Hide this task from `asyncio.all_tasks()`, since `asyncio.run` cancels those when it ends.

    Only for a task that another one waits for.
    """
    try:
        task = asyncio.current_task()
    except RuntimeError:  # trio
        return
    if task is not None:
        asyncio._unregister_task(task)
