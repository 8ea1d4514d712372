"""Fetching the catalogue over HTTP: pages, backoff, and responses that are refused."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from clientwright.errors import UsageError
from clientwright.evolution.sync import fetch_catalogue, specs_folder
from clientwright.evolution.sync.catalogue_client import CatalogueAddress, ProviderUnreachable
from clientwright.evolution.sync.sync_result import SyncResult
from clientwright.io.retry_after import SharedBackoff
from evolution.sync.fake_provider import FakeProvider, json_answer, serve_provider
from evolution.sync.random_catalogue import random_entries
from evolution.sync.support import SyncedFolder, change_kinds, problem_codes
from sources.support import SERVICE

TOKEN = "made-up-token"


class Waits:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, list[float]()

    def sleep(self, seconds: float) -> None:
        """Move the clock."""
        self.slept.append(seconds)
        self.now += seconds

    @property
    def pace(self) -> SharedBackoff:
        """A backoff that uses this clock."""
        return SharedBackoff(lambda: self.now, self.sleep)


def fetched(provider: FakeProvider, waits: Waits | None = None, progress: Any = None) -> Any:
    """Fetch the catalogue of a provider that runs."""
    environ = {"RUNCOMFY_MODEL_API_BASE": provider.url, "RUNCOMFY_TOKEN": TOKEN}
    with fetch_catalogue.open_catalogue(SERVICE, environ, (waits or Waits()).pace) as workspace:
        return (
            fetch_catalogue.fetch_pages(workspace, progress)
            if progress
            else fetch_catalogue.fetch_pages(workspace)
        )


def synced(provider: FakeProvider, root: Path) -> SyncResult:
    """Sync a folder with what was fetched."""
    return specs_folder.sync_specs_folder(
        fetched(provider), specs_folder.read_specs_folder(root), write=True
    )


@pytest.mark.parametrize("count", [1, 99, 100, 101, 260])
@pytest.mark.parametrize("most", [40, 500])
def test_every_entry_is_fetched_once(tmp_path: Path, count: int, most: int) -> None:
    """Whatever the catalogue's size and the page size, each page is requested once and nothing is missing."""
    with serve_provider(FakeProvider(random_entries(count), most)) as provider:
        found = synced(provider, tmp_path)
    assert (len(found.changes), problem_codes(found)) == (count, [])
    assert set(provider.request_counts.values()) == {1}
    assert provider.max_active <= fetch_catalogue.WORKERS
    assert {path for path, _, _ in provider.requests} == {"/v1/models"}
    assert {token for _, _, token in provider.requests} == {f"Bearer {TOKEN}"}
    assert all(query["include_schema"] == "true" for _, query, _ in provider.requests)


def test_live_and_saved_catalogues_give_equal_specs(tmp_path: Path) -> None:
    """Fetched in pages or read from one file, the specs are equal byte for byte."""
    models = random_entries(120)
    with serve_provider(FakeProvider(models)) as provider:
        synced(provider, tmp_path / "live")
    saved = SyncedFolder(tmp_path / "saved")
    saved.sync(*models)
    assert [*SyncedFolder(tmp_path / "live").tree().values()] == [*saved.tree().values()]


def test_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    """A byte order mark before the JSON of a live response is ignored, as in a file."""

    def marked(provider: FakeProvider, offset: int, _: int) -> Any:
        status, headers, body = provider.page(offset, 100)
        return status, headers, b"\xef\xbb\xbf" + body

    with serve_provider(FakeProvider(random_entries(120), odd_answer=marked)) as provider:
        assert len(synced(provider, tmp_path).changes) == 120


def test_slow_response_is_abandoned() -> None:
    """A response that takes too long is refused, however steadily it arrives."""
    with serve_provider(FakeProvider(random_entries(3))) as provider:
        environ = {"RUNCOMFY_MODEL_API_BASE": provider.url, "RUNCOMFY_TOKEN": TOKEN}
        with fetch_catalogue.open_catalogue(SERVICE, environ, Waits().pace) as workspace:
            workspace.max_transfer_time = -1
            with pytest.raises(ProviderUnreachable, match="not complete after -1 seconds"):
                fetch_catalogue.fetch_pages(workspace)


def test_waiting_is_reported_as_progress() -> None:
    """The progress callback receives the wait and what was fetched so far."""
    reports: list[tuple[int, int, str]] = []

    def busy(_: FakeProvider, offset: int, times: int) -> Any:
        return json_answer(429, {}, retry_after="90") if offset == 100 and times == 1 else None

    with serve_provider(FakeProvider(random_entries(150), odd_answer=busy)) as provider:
        fetched(provider, progress=lambda *message: reports.append(message))
    assert (1, 2, "the provider is busy: waiting 90 s") in reports


def test_entries_without_id_cause_no_new_round(tmp_path: Path) -> None:
    """Several entries without an id do not look like one endpoint on two pages."""
    with serve_provider(FakeProvider([*random_entries(3), {"model_id": None}, 3, {}])) as provider:
        assert len(synced(provider, tmp_path).changes) == 3
    assert provider.request_counts == {0: 1}


def test_pages_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit on all pages together applies even if each page is small enough."""
    monkeypatch.setattr(fetch_catalogue, "MAX_CHARACTERS", 100_000)
    with (
        serve_provider(FakeProvider(random_entries(300))) as provider,
        pytest.raises(ProviderUnreachable, match="together"),
    ):
        fetched(provider)


def test_progress_is_reported_per_page(tmp_path: Path) -> None:
    """Each fetched page is reported, with the number of pages in all."""
    reports: list[tuple[int, int, str]] = []
    with serve_provider(FakeProvider(random_entries(230))) as provider:
        fetched(provider, progress=lambda *message: reports.append(message))
    assert [message[:2] for message in reports] == [(1, 3), (2, 3), (3, 3)]
    assert reports[-1][2] == "230 of 230 endpoints"


def test_busy_provider_is_retried_after_its_wait() -> None:
    """After a 429, all workers wait for `Retry-After`, and the page is then fetched."""

    def busy(_: FakeProvider, offset: int, times: int) -> Any:
        return json_answer(429, {}, retry_after="7") if offset == 100 and times < 3 else None

    waits = Waits()
    with serve_provider(FakeProvider(random_entries(150), odd_answer=busy)) as provider:
        assert len(fetched(provider, waits)) == 2
    assert provider.request_counts == {0: 1, 100: 3}
    assert waits.now == 14


@pytest.mark.parametrize(
    ("odd", "message"),
    [
        (json_answer(401, {"message": "no"}), "the token is not accepted (401: 'no')"),
        (json_answer(400, {"error_code": 400004, "error_message": "expired"}), "the token is not accepted"),
        (json_answer(200, {"error_code": 400004}), "the token is not accepted"),
        (json_answer(429, {}, retry_after="3"), "it answers 429 after 5 attempts"),
        (json_answer(429, {}, retry_after="3600"), "asks to wait 3,600 seconds"),
        (json_answer(500, {}), "it answers 500 after 5 attempts"),
        (json_answer(404, {"detail": ["x"]}), "it answers 404"),
        (json_answer(302, {}, location="https://elsewhere.example.com/"), "the token is not sent there"),
        ((200, {"content-type": "text/html"}, b"<html>Sign in</html>"), "'text/html', not the catalogue's JSON"),
        ((200, {"content-type": "application/json"}, b'{"models": ['), "its JSON cannot be read, or is cut off"),
        ((200, {"content-type": "application/json"}, b'{"models": "\xff"}'), "its JSON cannot be read"),
        ((200, {"content-type": "application/json"}, b"[" * 100_000), "nests too deeply"),
        (json_answer(200, [{"model_id": "a/b"}]), "is not a catalogue"),
        (json_answer(400, {"error_code": {"a": 1}, "error_message": {"b": [1]}}), "it answers 400"),
        (json_answer(400, {"code": [1], "detail": [{"loc": 1}]}), "it answers 400"),
        (json_answer(200, {"models": []}), "is not a catalogue"),
        (json_answer(200, {"models": [], "total": 9}), "claims to have 9 endpoints and gives none"),
        (json_answer(200, {"models": [{}], "total": 10**9}), "claims to have 1,000,000,000 endpoints"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_response_that_is_no_catalogue_is_refused(odd: Any, message: str) -> None:
    """Every refusal states the URL and the reason, exits 3, and never contains the token."""
    with (
        serve_provider(FakeProvider([], odd_answer=lambda *_: odd)) as provider,
        pytest.raises(ProviderUnreachable) as caught,
    ):
        fetched(provider)
    assert message in str(caught.value)
    assert provider.url in str(caught.value)
    assert caught.value.exit_code == 3
    assert TOKEN not in str(caught.value) + repr(caught.value)


def test_failed_page_writes_nothing(tmp_path: Path) -> None:
    """A page that cannot be fetched leaves nothing on the disk."""
    provider = FakeProvider(
        random_entries(250),
        odd_answer=lambda _, offset, __: json_answer(500, {}) if offset == 200 else None,
    )
    with serve_provider(provider), pytest.raises(ProviderUnreachable):
        synced(provider, tmp_path / "specs")
    assert not (tmp_path / "specs").exists()


def test_changing_catalogue_is_fetched_again(tmp_path: Path) -> None:
    """An endpoint added between two pages shifts the others; the next round reads all of them."""
    models = random_entries(150)

    def grow(provider: FakeProvider, offset: int, times: int) -> Any:
        if offset == 0 and times == 1:
            page = provider.page(0, 100)
            provider.models = [*random_entries(151)[150:], *models]
            return page
        return None

    with serve_provider(FakeProvider(models, odd_answer=grow)) as provider:
        found = synced(provider, tmp_path)
    assert (len(found.changes), problem_codes(found)) == (151, [])
    assert provider.request_counts[0] == 2


def test_catalogue_that_never_agrees_retires_nothing(tmp_path: Path) -> None:
    """If no round agrees, the pages are used, reported as incomplete, and nothing is retired."""
    models = random_entries(120)
    SyncedFolder(tmp_path).sync(*models, *random_entries(121)[120:])
    restless = FakeProvider(models, total=lambda p: len(p.models) + p.request_counts[0])
    with serve_provider(restless) as provider:
        found = synced(provider, tmp_path)
    assert ("", "catalogue-incomplete") in problem_codes(found)
    assert change_kinds(found) == {}
    assert provider.request_counts[0] == fetch_catalogue.MAX_ROUNDS


def test_overlapping_pages_are_used_once(tmp_path: Path) -> None:
    """An entry on two pages is a warning, and no endpoint is retired because of it."""
    models = random_entries(120)
    with serve_provider(FakeProvider([*models[:100], models[99], *models[100:119]])) as provider:
        found = synced(provider, tmp_path)
    assert len(found.changes) == 119
    assert {code for _, code in problem_codes(found)} == {"entry-repeated", "catalogue-incomplete"}


def test_unreachable_provider_exits_3() -> None:
    """A port on which nothing listens is reported as a connection error."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        provider = FakeProvider([], url=f"http://127.0.0.1:{free.getsockname()[1]}/v1")
        with pytest.raises(ProviderUnreachable, match="ConnectError"):
            fetched(provider)


def test_404_advises_to_check_the_base_url() -> None:
    """A 404 names the variable or the service file that set the URL, and does not advise to try later."""
    with (
        serve_provider(
            FakeProvider([], odd_answer=lambda *_: json_answer(404, {"error_code": 404001}))
        ) as provider,
        pytest.raises(ProviderUnreachable) as caught,
    ):
        fetched(provider)
    assert "there is no catalogue at this address (it answers 404001)" in str(caught.value)
    assert "unset it to ask the provider (https://model-api.runcomfy.net/v1)" in str(caught.value)
    assert "later" not in str(caught.value)
    own = str(CatalogueAddress(SERVICE, "https://example.com/models").refusal(404, {}, b""))
    assert "Check `base_url` in " in own


@pytest.mark.parametrize(
    "base",
    [
        "http://example.com/v1",
        "ftp://127.0.0.1",
        "https://",
        "https://a:b@c.example",
        "https://a/?b",
        "no url",
        "https://a\n",
    ],
)
def test_insecure_or_invalid_base_url_is_refused(base: str) -> None:
    """A base URL that would expose the token, or is no URL, is a usage error."""
    if base.endswith("\n"):
        base = "https://a\nb"
    with pytest.raises(UsageError, match="RUNCOMFY_MODEL_API_BASE"):
        fetch_catalogue.catalogue_url(SERVICE, {"RUNCOMFY_MODEL_API_BASE": base})


def test_default_base_url_is_the_services() -> None:
    """The service file states the catalogue's address."""
    assert fetch_catalogue.catalogue_url(SERVICE, {}) == "https://model-api.runcomfy.net/v1/models"


def test_missing_token_sends_no_request() -> None:
    """Without a token no request is sent, and the message names the variables."""
    with (
        pytest.raises(UsageError, match="RUNCOMFY_API_TOKEN"),
        fetch_catalogue.open_catalogue(SERVICE, {}),
    ):
        pass
