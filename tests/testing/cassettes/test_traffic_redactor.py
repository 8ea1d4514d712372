"""Whole calls are redacted: few headers, neutral hosts, stable ids, accounts by name."""

from __future__ import annotations

import json

from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_model import RECORDED_BASE_URL, RawExchange
from testing.cassettes.support import IMAGE, TOKEN, cassette_text, raw


def test_few_headers_are_kept() -> None:
    """Only the headers content-type and retry-after are kept."""
    headers_json = {"Date": "x", "Server": "y", "CF-Ray": "z", "content-type": "text/html"}
    text = cassette_text(raw(headers={**headers_json, "Retry-After": "3", "X-Request-Id": "r"}))
    answer = json.loads(text)["interactions"][0]["answer"]
    assert answer == {
        "status": 200,
        "headers": {"retry-after": "3"},
        "content_type": "text/html",
        "json": {},
    }


def test_non_ascii_header_round_trips() -> None:
    """A non-ASCII content type is written in a form that a replay can answer with."""
    text = cassette_text(raw(headers={"content-type": "text/plain; name=é"}))
    (one,) = cassette_files.parse_document(json.loads(text), "x.json").interactions
    assert one.answer.content_type == "text/plain; name=%C3%A9"


def test_account_is_stored_by_name() -> None:
    """A file stores the name of the account whose token was sent, or none."""
    who = {TOKEN: "other"}
    bare = RawExchange("GET", "https://h/v1/requests/a/status")
    stranger = RawExchange("GET", bare.url, (("authorization", "Bearer somebody-elses"),))
    calls = json.loads(cassette_text(raw(), bare, stranger, account_by_token=who))["interactions"]
    assert [one["call"]["who"] for one in calls] == ["other", "none", "mine"]
    keyed = RawExchange("GET", bare.url, (("X-Key", f"Key {TOKEN}"),))
    (one,) = json.loads(cassette_text(keyed, account_by_token=who, auth_header="x-key"))[
        "interactions"
    ]
    assert one["call"]["who"] == "other"


def test_hosts_and_ids_are_neutral() -> None:
    """No answer contains the recorded host, and random request ids are numbered in order."""
    base = "http://127.0.0.1:43210/v1"
    id = "kZ3_-drawn-by-chance"
    submit = raw(
        sent=b'{"prompt":"a"}',
        url=f"{base}/models/{IMAGE}",
        body=json.dumps({"request_id": id, "status_url": f"{base}/requests/{id}/status"}).encode(),
    )
    poll = RawExchange("GET", f"{base}/requests/{id}/status", status=200, body=b"{}")
    text = cassette_text(submit, poll, stable_ids=True)
    assert f"{RECORDED_BASE_URL}/requests/job-1/status" in text
    assert "/requests/job-1/status" in json.loads(text)["interactions"][1]["call"]["path"]
    assert "43210" not in text
    assert id not in text
    assert id in cassette_text(submit, poll)
