"""What a submit says of an entry that keeps its key from buying."""

from __future__ import annotations

import re

import pytest

from clientwright.runtime.journal.entry import Entry
from clientwright.runtime.journal.known_entry import error_of_entry
from runtime.demo_service import ENDPOINT, SERVICE


@pytest.mark.parametrize("state", ["unknown", "sending", "failed", "cancelled"])
@pytest.mark.parametrize("reason", ["its answer was lost.", "no credits", None])
def test_times_have_a_zone_and_sentences_one_stop(state: str, reason: str | None) -> None:
    """A time that is looked up in an account names its zone; no sentence ends in two full stops."""
    entry = Entry(
        id=1,
        state=state,
        base_url="https://api.example/v1",
        account="studio-a",
        endpoint="a/b",
        once="k",
        batch=None,
        position=None,
        fingerprint="f",
        once_on=None,
        input=None,
        request_id=None,
        reason=reason,
        created_at=1_000_000.0,
        updated_at=1_000_000.0,
        price=None,
        cost=None,
        result=None,
        files=(),
        token="",
        owner="",
    )
    text = error_of_entry(entry, SERVICE, ENDPOINT).message
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d", text)
    assert ".." not in text.replace("=...", "")
