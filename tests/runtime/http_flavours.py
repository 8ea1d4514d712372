"""One driver for the runtime on httpx and on httpx2, as sync, asyncio and trio code."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Awaitable, Callable, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import trio

from clientwright import runtime
from runtime.demo_service import ENDPOINT, SERVICE, TOKEN

FLAVOURS = (
    ("httpx", "sync"),
    ("httpx", "asyncio"),
    ("httpx", "trio"),
    ("httpx2", "sync"),
    ("httpx2", "asyncio"),
)


def _runtime_on(library: str) -> str:
    """Return the name of the package of the runtime that uses a library."""
    if library == "httpx":
        return runtime.__name__
    name = f"runtime_on_{library}"
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = list(runtime.__path__)
        sys.modules[name] = package
        file = Path(runtime.__path__[0]) / f"http_{library}.py"
        spec = spec_from_file_location(f"{name}.http", file)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[f"{name}.http"] = module = module_from_spec(spec)
        spec.loader.exec_module(module)
    return name


class ClientFlavour:
    """Makes calls with the client on one HTTP library, in one way of calling."""

    def __init__(self, library: str, mode: str) -> None:
        self.mode, self.library = mode, importlib.import_module(library)
        self._package = _runtime_on(library)

    def __repr__(self) -> str:
        return f"{self.library.__name__}-{self.mode}"

    def module(self, name: str) -> Any:
        """Return a module of the runtime on this library."""
        return importlib.import_module(f"{self._package}.{name}")

    def client(self, name: str) -> Any:
        """Return the demo's client class, sync or async."""
        where = {"AsyncClient": "async_client", "Client": "client"}[name]
        return type("Demo", (getattr(self.module(where), name),), {"_service": SERVICE})

    def hook(self, function: Callable[[Any], None]) -> Callable[[Any], Any]:
        """Return a function as a hook of this flavour's HTTP clients."""

        async def later(event: Any) -> None:
            function(event)

        return function if self.mode == "sync" else later

    def run(
        self,
        base_url: str,
        *calls: str,
        timeout: float = 5.0,
        http_client: Mapping[str, Any] | None = None,
        closed: bool = False,
    ) -> Any:
        """Submit, make the calls on the job; return what the last returned, or what was raised.

        `http_client` has the settings of an HTTP client of the caller, which may be closed before.
        """
        try:
            if self.mode == "sync":
                return self._run_sync(base_url, calls, timeout, http_client, closed)
            return self._run_loop(
                lambda: self._run_async(base_url, calls, timeout, http_client, closed)
            )
        except Exception as error:
            return error

    def _run_sync(
        self, base_url: str, calls: Any, timeout: float, settings: Any, closed: bool
    ) -> Any:
        own = None if settings is None else self.library.Client(**settings)
        if own is not None and closed:
            own.close()
        try:
            with self.client("Client")(TOKEN, base_url, timeout, http_client=own) as api:
                drive, protocol = api._connection.transport.drive, api._connection.protocol
                found = drive(protocol.submit(ENDPOINT.id, {"prompt": "é"}))
                for call in calls:
                    found = drive(getattr(protocol, call)(self._job(found)))
                return found
        finally:
            if own is not None:
                own.close()

    async def _run_async(
        self, base_url: str, calls: Any, timeout: float, settings: Any, closed: bool
    ) -> Any:
        own = None if settings is None else self.library.AsyncClient(**settings)
        if own is not None and closed:
            await own.aclose()
        try:
            async with self.client("AsyncClient")(TOKEN, base_url, timeout, http_client=own) as api:
                drive, protocol = api._connection.transport.drive, api._connection.protocol
                found = await drive(protocol.submit(ENDPOINT.id, {"prompt": "é"}))
                for call in calls:
                    found = await drive(getattr(protocol, call)(self._job(found)))
                return found
        finally:
            if own is not None:
                await own.aclose()

    def _job(self, found: Any) -> Any:
        request_id = found if isinstance(found, str) else found.request_id
        return self.module("job_handle").JobHandle(SERVICE, request_id, None, ENDPOINT.id)

    def _run_loop(self, main: Callable[[], Awaitable[Any]]) -> Any:
        if self.mode == "trio":
            return trio.run(main)

        async def run() -> Any:
            return await main()

        return asyncio.run(run())


def name_of(found: object) -> str:
    """Return the name of an error's class; that of another result is told with it."""
    return type(found).__name__ if isinstance(found, Exception) else f"no error, but {found!r}"
