"""Two made-up services whose files describe their catalogues, and a provider that serves pages of them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from clientwright.evolution.sync import fetch_catalogue, specs_folder
from clientwright.evolution.sync.sync_result import SyncResult
from clientwright.io.retry_after import SharedBackoff
from clientwright.sources.documents import Source
from clientwright.specs.model import Service
from evolution.diff.made_up_facts import ONE_CALL, TWO_CALLS
from evolution.sync.support import Json, schema

ORCHARD: Json = {
    **TWO_CALLS,
    "name": "orchard",
    "base_url_variable": "ORCHARD_URL",
    "token_variables": ["ORCHARD_KEY"],
    "output": {},
}
"""Its catalogue is on another host, and has cursors."""
HARBOUR: Json = {
    **ONE_CALL,
    "name": "harbour",
    "base_url": "https://api.harbour.example/v1",
    "base_url_variable": "HARBOUR_URL",
    "token_variables": ["HARBOUR_TOKEN"],
    "auth": {"header": "Authorization", "scheme": "Token", "sure": "M"},
    "output": {},
    "catalogue": {**ONE_CALL["catalogue"], "url": "https://api.harbour.example/v1/models"},
}
"""Its catalogue is below its base URL, has the URLs of next pages, and versions."""
OFFSETS: Json = {
    **HARBOUR,
    "name": "offsets",
    "catalogue": {key: one for key, one in HARBOUR["catalogue"].items() if key != "paging"},
}
"""Its catalogue takes `limit` and `offset`."""
TOKEN = "made-up-token"
URL: Json = {"type": "string", "format": "uri"}


def orchard_entry(id: str, input_schema: Json | None = None, **more: Any) -> Json:
    """Return an entry with an OpenAPI document."""
    body = {"content": {"application/json": {"schema": input_schema or schema()}}}
    answer = {"200": {"content": {"application/json": {"schema": more.pop("output", {"type": "object", "properties": {"film": URL}})}}}}  # fmt: skip
    paths = {
        f"/{id}": {"post": {"requestBody": body}},
        f"/{id}/requests/{{request_id}}": {"get": {"responses": answer}},
    }
    document = {"openapi": "3.0.4", "info": {"title": "Queue"}, "paths": paths}
    return {"slug": id, "name": f"The {id}", "state": "live", "openapi": document, **more}


def harbour_entry(
    id: str, version: str = "v1", input_schema: Json | None = None, **more: Any
) -> Json:
    """Return an entry whose latest version has the document of a container."""
    owner, _, name = id.partition("/")
    schemas = {"Input": input_schema or schema(), "Output": more.pop("output", URL)}
    document = {"openapi": "3.0.2", "info": {"title": "Cog"}, "paths": {}, "components": {"schemas": schemas}}  # fmt: skip
    return {"owner": owner, "name": name, "latest": {"id": version, "schema": document}, **more}


ENTRIES: dict[str, Callable[..., Json]] = {
    "orchard": orchard_entry,
    "harbour": harbour_entry,
    "offsets": harbour_entry,
}
SERVICES = {"orchard": ORCHARD, "harbour": HARBOUR, "offsets": OFFSETS}


@dataclass
class DescribedFolder:
    """A specs folder with one of the services."""

    root: Path
    facts: Json

    def __post_init__(self) -> None:
        """Write the service's file."""
        self.service_file.parent.mkdir(parents=True, exist_ok=True)
        self.service_file.write_text(json.dumps(self.facts), "utf-8")

    @property
    def service_file(self) -> Path:
        """The path of the service's file."""
        return self.root / self.facts["name"] / "service.json"

    @property
    def service(self) -> Service:
        """The service."""
        return Service(self.facts, self.service_file)

    def page(self, *entries: Any, **more: Any) -> Json:
        """Return a page of the catalogue."""
        return {self.facts["catalogue"]["items"].removeprefix("/"): list(entries), **more}

    def sync(self, *pages: Any, live: bool = True, **options: bool) -> SyncResult:
        """Sync with these pages, as if they were just fetched; a string is used as it is."""
        texts = [one if isinstance(one, str) else json.dumps(one, indent=1) for one in pages]
        sources = [Source(f"page-{n}.json", text) for n, text in enumerate(texts, 1)]
        return self.sync_sources(sources, live=live, **options)

    def sync_sources(self, sources: Sequence[Source], **options: bool) -> SyncResult:
        """Sync with sources."""
        have = specs_folder.read_specs_folder(self.root, self.facts["name"])
        return specs_folder.sync_specs_folder(list(sources), have, write=True, **options)

    def path(self, id: str) -> Path:
        """Return the path of an endpoint's spec."""
        return self.service_file.parent / f"{id}.json"

    def document(self, id: str) -> Json:
        """Return an endpoint's spec as JSON."""
        found: Json = json.loads(self.path(id).read_text("utf-8"))
        return found

    def edit(self, id: str, **parts: Any) -> None:
        """Edit a spec by hand; None removes a part."""
        document = {**self.document(id), **parts}
        kept = {key: value for key, value in document.items() if value is not None}
        self.path(id).write_text(json.dumps(kept, indent=2) + "\n", "utf-8")

    def tree(self) -> dict[str, bytes]:
        """Return the content of every spec."""
        files = sorted(self.service_file.parent.rglob("*.json"))
        return {str(p.relative_to(self.root)): p.read_bytes() for p in files}


Answer = tuple[int, dict[str, str], bytes]


@dataclass
class PagedProvider:
    """Serves entries in pages, as one of the services lists them; `odd` may answer in its place."""

    facts: Json
    entries: list[Json]
    page_size: int = 2
    odd: Callable[[PagedProvider, int], Answer | None] = lambda *_: None
    url: str = ""
    calls: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list[Any])

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        """Answer a request."""
        parts = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.calls.append((parts.path, query, headers))
        odd = self.odd(self, len(self.calls))
        return odd or json_answer(200, self.page(query))

    def page(self, query: dict[str, str]) -> Json:
        """Return the page that a query asks for."""
        start = int(query.get("after", query.get("offset", "0")))
        end = start + self.page_size
        found = self.entries[start:end]
        more = end < len(self.entries)
        if self.facts["name"] == "orchard":
            return {"models": found, "next": str(end) if more else None, "more": more}
        page: Json = {"results": found}
        if "paging" in self.facts["catalogue"]:
            page["next"] = f"{self.url}/models?{urlencode({'after': end})}" if more else None
        return page

    def fetch(self) -> list[Source]:
        """Fetch the pages as `sync --live` does."""
        service = Service(self.facts, Path("specs") / "service.json")
        environ = {self.facts["base_url_variable"]: self.url, self.facts["token_variables"][0]: TOKEN}  # fmt: skip
        pace = SharedBackoff(lambda: 0, lambda _: None)
        with fetch_catalogue.open_catalogue(service, environ, pace) as client:
            return fetch_catalogue.fetch_pages(client)


def json_answer(status: int, document: object, **headers: str) -> Answer:
    """Return a JSON response."""
    return status, {"content-type": "application/json", **headers}, json.dumps(document).encode()


@contextmanager
def serve_pages(provider: PagedProvider) -> Generator[PagedProvider]:
    """Serve a provider on a free local port and set its `url`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = {name.lower(): value for name, value in self.headers.items()}
            status, headers, body = provider.answer(self.path, sent)
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    provider.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
