"""Texts of a class that shows others, such as `class Name(str, Enum)`, are their characters everywhere."""

from __future__ import annotations

from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.batch.map_settings import MapSettings
from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.journal import Journal
from clientwright.runtime.journal.names import MAX_NAME, check_name
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.runtime.settings import resolve_base_url, resolve_token
from runtime.batch.conftest import FLAVOURS, map_with
from runtime.batch.job_server import JobServer, job_server
from runtime.demo_service import SERVICE, TOKEN
from runtime.journal.claims import a_claim
from runtime.journal.journal_callers import JournalCaller, accept, posts, script

PRINTABLE = st.text(min_size=1, max_size=MAX_NAME).filter(str.isprintable)


class Liar(str):
    """A text that shows another one, and says that it is as long."""

    def __str__(self) -> str:
        return "other"

    def __format__(self, form: str) -> str:
        return "other"

    def __len__(self) -> int:
        return 5

    def isprintable(self) -> bool:
        """Return what is not so."""
        return True


class Plain(StrEnum):
    """An enum whose texts show themselves."""

    NAME = "studio"
    TOKEN = TOKEN
    FIELD = "prompt"


Mixed: Any = Enum("Mixed", {"NAME": "studio", "TOKEN": TOKEN, "FIELD": "prompt"}, type=str)
"""An enum whose texts show the names of its members, as `class Mixed(str, Enum)` would."""
KINDS: dict[str, tuple[Any, Any, Any]] = {
    "StrEnum": (Plain.NAME, Plain.TOKEN, Plain.FIELD),
    "str, Enum": (Mixed.NAME, Mixed.TOKEN, Mixed.FIELD),
    "subclass": (Liar("studio"), Liar(TOKEN), Liar("prompt")),
}


@given(PRINTABLE)
def test_a_name_is_its_characters(text: str) -> None:
    """Whatever its class shows, a name is the characters that it has, as an exact text."""
    found = check_name("batch", Liar(text))
    assert (type(found), found) == (str, text)


@given(st.text().filter(lambda text: not (0 < len(text) <= MAX_NAME and text.isprintable())))
def test_a_class_hides_no_fault(text: str) -> None:
    """What is no name is none in a class that says otherwise."""
    with pytest.raises(ConfigurationError):
        check_name("batch", Liar(text))


@pytest.mark.parametrize("kind", KINDS)
def test_settings_are_exact(kind: str, tmp_path: Path) -> None:
    """The name of a batch, the token, the base URL and the journal's path are exact texts."""
    name, token, _ = KINDS[kind]
    path, url = tmp_path / "jobs.sqlite", "https://api.example"
    for found, wanted in (
        (MapSettings(batch=name).batch, "studio"),
        (resolve_token(SERVICE, token), TOKEN),
        (resolve_base_url(SERVICE, Liar(url)), resolve_base_url(SERVICE, url)),
        (open_journal(Liar(path)).name, str(path)),
    ):
        assert (type(found), found) == (str, wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_is_its_characters(caller: JournalCaller, kind: str) -> None:
    """Key, account, token and fields of another class join what the same characters have bought."""
    name, token, field = KINDS[kind]
    script(caller.server, accept("job-1"), accept("job-2"))
    caller.settings = {"account": "studio"}
    caller.submit(once="studio", once_on=["prompt"])
    caller.settings = {"account": name, "token": token}
    assert caller.submit(once=name, once_on=[field]).request_id == "job-1"
    caller.settings = {"token": token}
    assert caller.submit(once=name, once_on=[field]).request_id == "job-1"
    assert posts(caller.server) == 1
    assert {one.once for one in caller.entries()} == {"studio"}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_batch_is_its_characters(flavour: str, tmp_path: Path) -> None:
    """A batch whose name is of another class buys nothing that the same characters have bought."""
    server: JobServer
    with job_server() as server:
        path = tmp_path / "jobs.sqlite"
        for name in ("studio", *(kind[0] for kind in KINDS.values())):
            map_with(flavour, server, ["ok 1", "ok 2"], path, batch=name)
        assert server.bought == {"ok 1": 1, "ok 2": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_entries_of_a_name(journal: JournalDatabase, kind: str) -> None:
    """On each database, entries are found by a batch and a state of another class."""
    name = KINDS[kind][0]
    state = Enum("State", {"SENT": "sending"}, type=str)
    entry = journal.claim(a_claim(batch="studio")).entry
    facade = Journal(journal)
    assert facade.entries([state.SENT], batch=name) == [entry]
    assert facade.entries(["sending"], batch=name) == [entry]
