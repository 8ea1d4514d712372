"""What may be named as a journal: a path of a file on this machine, or an address of PostgreSQL."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.open_journal import open_journal


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("", "names no file"),
        ("a\0b", "names no file"),
        (":memory:", "forget what was bought"),
        ("sqlite:///jobs.sqlite", "begins with sqlite:"),
        ("mysql://me:secret@host/jobs", "begins with mysql:"),
        ("file:jobs.sqlite?mode=rw", "begins with file:"),
        ("https://example.com/jobs", "begins with https:"),
        (" ", "names no file"),
        ("\t\n", "names no file"),
        (" jobs.sqlite", "ends with a space"),
        ("folder/jobs.sqlite ", "ends with a space"),
        ("folder/ jobs.sqlite", "ends with a space"),
        ("host=localhost dbname=x user=u password=secret", "looks like"),
        ("password = 'secret' host=x", "looks like"),
        ("connect_timeout=3 password=secret", "looks like"),
        ("postgresql:/u:secret@host/db", "looks like"),
        (" postgresql://u:secret@host/db", "looks like"),
        ("POSTGRESQL://u:secret@host/db", "looks like"),
        ("postgres:u:secret@h/d", "looks like"),
        ("mysql:u:secret@h/d", "looks like"),
        (" mysql://u:secret@h/d", "begins with mysql:"),
        (None, "not NoneType"),
        (7, "not int"),
        (True, "not bool"),
        (["jobs.sqlite"], "not list"),
    ],
)
def test_what_names_no_journal_is_refused_at_once(target: Any, words: str) -> None:
    """The error says what was found and what a journal looks like, and repeats no password."""
    with pytest.raises(ConfigurationError, match=words) as caught:
        open_journal(target)
    assert "'jobs.sqlite'" in str(caught.value)
    assert "postgresql://" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_folder_is_answered_with_a_file_in_it(tmp_path: Path) -> None:
    """A folder, there or not, is told apart from a file by name."""
    for target in (tmp_path, f"{tmp_path}/missing/"):
        with pytest.raises(
            ConfigurationError, match=r"is a folder; name a file in it: .*jobs\.sqlite"
        ):
            open_journal(target)


def test_opening_makes_no_file(tmp_path: Path) -> None:
    """The first verb makes the file, so a client that submits nothing leaves none."""
    journal = open_journal(tmp_path / "jobs.sqlite")
    journal.close()
    assert journal.name == str(tmp_path / "jobs.sqlite")
    assert os.listdir(tmp_path) == []


@given(st.text(max_size=30) | st.sampled_from(["C:\\jobs.sqlite", "a:b", "C:/x", "x://y", "~/j"]))
def test_any_text_is_a_journal_or_a_configuration_error(text: str) -> None:
    """No text raises anything else, and a file's name is what was said, made absolute."""
    try:
        journal = open_journal(f"j{text}")
    except ConfigurationError:
        return
    assert journal.name == os.path.abspath(f"j{text}")


def test_a_python_without_sqlite_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A build of Python without its module sqlite3 gets a way out."""
    monkeypatch.setitem(sys.modules, "clientwright.runtime.journal.sqlite_dialect", None)
    with pytest.raises(ConfigurationError, match="without the module sqlite3"):
        open_journal(tmp_path / "jobs.sqlite")


def test_a_journal_in_postgresql_names_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without psycopg the error has the command that installs it, and repeats no password."""
    for module in ("dialect", "library", "schema", "session"):
        name = f"clientwright.runtime.journal.postgresql_{module}"
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for scheme in ("postgresql", "postgres"):
        with pytest.raises(ConfigurationError, match=r"pip install 'psycopg\[binary\]'") as caught:
            open_journal(f"{scheme}://me:secret@host/jobs")
        assert "secret" not in str(caught.value)
