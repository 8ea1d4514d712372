"""Reads that a service refuses because it keeps the answer no longer."""

from __future__ import annotations

import copy

import pytest

from clientwright.runtime import errors
from clientwright.runtime.response_parsing import Response
from clientwright.specs.model import Service
from runtime.provider_scripts import PROVIDERS, REQUEST_ID, Provider, provider


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("code", [None, "gone"])
def test_a_read_that_is_refused_as_expired(name: str, code: str | None) -> None:
    """An error of the kind `expired` ends a wait and a read at once, as that of an output that is gone."""
    facts = copy.deepcopy(provider(name).document)
    error = {"http": 410, "is": "expired", "means": "It was kept for an hour.", "sure": "H"}
    facts["errors"] = [*facts["errors"], error if code is None else {**error, "code": code}]
    facts["error"] = {"code_at": ["/gone"], "words_at": ["/said"], "sure": "H"}
    one = Provider(Service(facts, provider(name).path))
    body = b'{"said": "It is gone.", "gone": "gone"}'
    refused = Response(410 if code is None else 422, {}, body if code else b"{}")
    for read in ("status", "result"):
        play = one.run([refused] if read == "status" else [*one.end("succeeded")[:-1], refused])
        with pytest.raises(errors.ResultExpired) as caught:
            play.run(play.protocol.wait(one.job(), 60.0))
        assert (caught.value.request_id, caught.value.code) == (REQUEST_ID, code)
        assert len(play.sent) <= 2
    play = one.run([refused])
    with pytest.raises(errors.ClientError) as caught_cancel:
        play.run(play.protocol.cancel(one.job()))
    assert not isinstance(caught_cancel.value, errors.ResultExpired)
