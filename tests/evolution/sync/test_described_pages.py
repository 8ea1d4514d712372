"""Fetching a catalogue that a service's file describes, over a real socket: each page leads to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clientwright.evolution.sync import fetch_catalogue, follow_pages
from clientwright.evolution.sync.catalogue_client import ProviderUnreachable
from clientwright.specs.model import Service
from evolution.sync.described_services import (
    ENTRIES,
    HARBOUR,
    ORCHARD,
    SERVICES,
    TOKEN,
    DescribedFolder,
    PagedProvider,
    json_answer,
    orchard_entry,
    serve_pages,
)
from evolution.sync.support import change_kinds, problem_codes

IDS = [f"maker/paint-{n}" for n in range(5)]


def provider(name: str, count: int = 5, **more: Any) -> PagedProvider:
    """Return a provider with some entries."""
    return PagedProvider(SERVICES[name], [ENTRIES[name](id) for id in IDS[:count]], **more)


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_every_entry_is_fetched_once(tmp_path: Path, name: str, count: int) -> None:
    """However the pages are told, each is asked for once, with the token as the service's file says."""
    with serve_pages(provider(name, count)) as served:
        pages = served.fetch()
    found = DescribedFolder(tmp_path, SERVICES[name]).sync_sources(pages, live=True)
    assert change_kinds(found) == dict.fromkeys(IDS[:count], "added")
    assert problem_codes(found) == []
    asked = [tuple(sorted(query.items())) for _, query, _ in served.calls]
    assert len(set(asked)) == len(asked)
    auth = SERVICES[name]["auth"]
    sent = {headers[auth["header"].lower()] for _, _, headers in served.calls}
    assert sent == {f"{auth['scheme']} {TOKEN}".strip()}


def test_query_of_the_file_is_in_each_call_with_a_cursor() -> None:
    """Each call with a cursor has the query that the service's file says."""
    with serve_pages(provider("orchard")) as served:
        served.fetch()
    assert [query for _, query, _ in served.calls] == [
        {"full": "yes"},
        {"full": "yes", "after": "2"},
        {"full": "yes", "after": "4"},
    ]
    assert {path for path, _, _ in served.calls} == {"/models"}


@pytest.mark.parametrize("name", SERVICES)
def test_live_and_saved_pages_give_equal_specs(tmp_path: Path, name: str) -> None:
    """Fetched page by page, or saved as one page, a list, or a file for each entry, the specs are equal."""
    with serve_pages(provider(name)) as served:
        pages = served.fetch()
    live = DescribedFolder(tmp_path / "live", SERVICES[name])
    live.sync_sources(pages, live=True)
    forms = {"page": [live.page(*served.entries)], "list": [served.entries], "files": served.entries}  # fmt: skip
    for form, saved in forms.items():
        folder = DescribedFolder(tmp_path / form, SERVICES[name])
        folder.sync(*saved, live=False)
        assert folder.tree() == live.tree(), form


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/v1/models?after=2",
        "http://127.0.0.1:1/v1/models",
        "//elsewhere.example/models",
        "http://user@{netloc}/v1/models",
        "https://[::1",
        "file:///etc/hosts",
        7,
        {"href": "/v1/models?after=2"},
    ],
)
def test_next_page_of_another_origin_is_refused(elsewhere: Any) -> None:
    """A next page at another origin, or that is no URL, is refused, and nothing is asked there."""

    def odd(served: PagedProvider, call: int) -> Any:
        netloc = served.url.split("/")[2]
        link = elsewhere.replace("{netloc}", netloc) if isinstance(elsewhere, str) else elsewhere
        return json_answer(200, {"results": [], "next": link})

    with (
        serve_pages(provider("harbour", odd=odd)) as served,
        pytest.raises(ProviderUnreachable, match="the token is not sent there"),
    ):
        served.fetch()
    assert len(served.calls) == 1


def test_next_page_may_be_relative() -> None:
    """The URL of a next page may be relative to the page that names it."""

    def odd(served: PagedProvider, call: int) -> Any:
        more = {"next": "models?after=2"} if call == 1 else {"next": None}
        return json_answer(200, {"results": [], **more})

    with serve_pages(provider("harbour", odd=odd)) as served:
        assert len(served.fetch()) == 2
    assert served.calls[1][:2] == ("/v1/models", {"after": "2"})


@pytest.mark.parametrize("name", ["orchard", "harbour"])
def test_pages_in_a_circle_end(name: str) -> None:
    """Pages that lead back to one that was read are refused, instead of being followed for ever."""

    def odd(served: PagedProvider, call: int) -> Any:
        link = {"next": "2" if name == "orchard" else f"{served.url}/models?after=2"}
        return json_answer(200, {"models": [], "results": [], **link})

    with (
        serve_pages(provider(name, odd=odd)) as served,
        pytest.raises(ProviderUnreachable, match="lead back"),
    ):
        served.fetch()
    assert len(served.calls) == 2


REFUSALS = [
    ("orchard", json_answer(401, {"fault": "no such key"}), "the token is not accepted (401: 'no such key').\nCheck the token (ORCHARD_KEY)"),
    ("orchard", json_answer(402, {}), "it answers 402: No credit is left"),
    ("orchard", json_answer(409, {"fault_code": "slow"}), "it answers slow: It took too long"),
    ("orchard", json_answer(409, {}, **{"x-orchard-fault": "slow"}), "it answers slow: It took too long"),
    ("orchard", json_answer(409, {"fault_code": "new", "detail": "Odd."}), "it answers new: 'Odd.'"),
    ("orchard", json_answer(200, {"fault_code": "slow", "models": []}), "it answers slow"),
    ("orchard", json_answer(404, {}), "there is no catalogue at this address"),
    ("orchard", json_answer(302, {}, location="https://elsewhere.example"), "the token is not sent there"),
    ("orchard", json_answer(200, {"results": []}), "its JSON is not a catalogue: there is no list at /models"),
    ("orchard", json_answer(200, {"models": [], "next": {"a": 1}}), "which is no text"),
    ("orchard", (200, {"content-type": "text/html"}, b"<html>Sign in</html>"), "'text/html', not the catalogue's JSON"),
    ("harbour", json_answer(422, {"error_message": "Bad page."}), "it answers 422: 'Bad page.'"),
    ("harbour", json_answer(429, {}, **{"retry-after": "3600"}), "asks to wait 3,600 seconds"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "message"), REFUSALS)
def test_refusals_are_told_by_the_facts_of_the_service(
    name: str, answer: Any, message: str
) -> None:
    """An answer that is no page is an error with its code and words, where the service has them."""
    with (
        serve_pages(provider(name, odd=lambda *_: answer)) as served,
        pytest.raises(ProviderUnreachable) as caught,
    ):
        served.fetch()
    assert message in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_a_catalogue_that_is_too_large_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue with more entries, or more text, than a limit is refused."""
    for limit in ("MAX_ENTRIES", "MAX_CHARACTERS"):
        with monkeypatch.context() as patched, serve_pages(provider("orchard")) as served:
            patched.setattr(follow_pages, limit, 3)
            with pytest.raises(ProviderUnreachable, match="more than"):
                served.fetch()


def test_progress_tells_the_pages_so_far() -> None:
    """Each page is told, and that another follows; the last one completes."""
    reports: list[tuple[int, int, str]] = []
    with serve_pages(provider("orchard")) as served:
        environ = {"ORCHARD_URL": served.url, "ORCHARD_KEY": TOKEN}
        service = Service(ORCHARD, Path("service.json"))
        with fetch_catalogue.open_catalogue(service, environ) as client:
            fetch_catalogue.fetch_pages(client, lambda *told: reports.append(told))
    assert reports == [(1, 2, "2 endpoints"), (2, 3, "4 endpoints"), (3, 3, "5 endpoints")]


@pytest.mark.parametrize(
    ("facts", "base", "url"),
    [
        (ORCHARD, "", "https://api.orchard.example/models"),
        (ORCHARD, "https://queue.orchard.example/", "https://api.orchard.example/models"),
        (ORCHARD, "http://127.0.0.1:8000/queue", "http://127.0.0.1:8000/models"),
        (HARBOUR, "", "https://api.harbour.example/v1/models"),
        (HARBOUR, "http://127.0.0.1:8000/v9", "http://127.0.0.1:8000/v9/models"),
    ],
)
def test_only_the_file_and_the_variable_say_where_the_token_goes(
    facts: Any, base: str, url: str
) -> None:
    """The key goes to the URL that the service's file names; with its variable set, to that origin alone."""
    service = Service(facts, Path("service.json"))
    assert fetch_catalogue.catalogue_url(service, {facts["base_url_variable"]: base}) == url


def test_entries_on_two_pages_are_reported(tmp_path: Path) -> None:
    """An entry that moves to the next page while they are read is used once, and is reported."""
    entries = [orchard_entry(IDS[0]), orchard_entry(IDS[0])]
    with serve_pages(PagedProvider(ORCHARD, entries, page_size=1)) as served:
        pages = served.fetch()
    found = DescribedFolder(tmp_path, ORCHARD).sync_sources(pages, live=True)
    assert problem_codes(found) == [(IDS[0], "entry-repeated")]
    assert change_kinds(found) == {IDS[0]: "added"}
