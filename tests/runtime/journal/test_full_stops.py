"""Texts of a provider that end with a full stop, or without one, give messages with one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clientwright.runtime.errors import ClientError
from runtime.byte_server import ByteServer, ServerAction, reply
from runtime.journal.journal_callers import JournalCaller, accept, script

TWO = re.compile(r"(?<!\.)\.(\.(?!\.)|[;,:])")
SUBMITS = {
    "refused": ({"error_code": 400002, "message": "no balance{}"}, 400),
    "named": ({"error_code": 400002, "message": "no balance{}", "request_id": "r"}, 400),
    "unknown": ({"message": "too busy{}"}, 500),
    "gateway": ({"message": "too busy{}"}, 503),
    "odd": ({"code": 999, "message": "all is well{}"}, 200),
}


@pytest.mark.parametrize("end", ["", ".", "...", "!", ". ", "。"])
@pytest.mark.parametrize("name", [*SUBMITS, "failed"])
def test_messages_have_one_full_stop(
    server: ByteServer, tmp_path: Path, name: str, end: str
) -> None:
    """The errors of a submit, and of two more under its key, of which one waits and one cancels."""
    caller = JournalCaller("sync", server, tmp_path / "jobs.sqlite")
    submit: ServerAction = accept()
    if name in SUBMITS:
        body, status = SUBMITS[name]
        data = {key: one.format(end) if isinstance(one, str) else one for key, one in body.items()}
        submit = reply(data, status)
    failure = {"request_id": "job-1", "status": "failed", "error": f"too dark{end}"}
    script(server, submit, result=reply(failure))
    errors: list[str] = []
    for call in ((), ("wait",), ("cancel",)):
        try:
            caller.submit(*call, once="k")
        except ClientError as error:
            errors += [str(error), *getattr(error, "__notes__", ())]
    assert errors
    assert [one for one in errors if TWO.search(one.replace("=...", "=…"))] == []
