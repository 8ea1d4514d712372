"""The password in a target's URL is in no error, wherever it stands and whatever it is made of."""

from __future__ import annotations

import ftplib
import pickle
import string
import traceback
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import fsspec.core
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.download.target_secrets import shown_target
from clientwright.runtime.download.targets import check_target, open_target
from clientwright.runtime.errors import ConfigurationError
from runtime.byte_server import ByteServer
from runtime.download.support import MP4, answer, download

PASSWORD = "pa55word"
passwords = st.text(string.ascii_letters + string.digits + "/@:?#%", max_size=8).map(
    lambda text: f"pa{text}55word"
)
URLS = (
    "file://joe:{}@nas/x",
    "ftp://joe:{}@127.0.0.1:1/x",
    "zip://a::ftp://joe:{}@127.0.0.1:1/x",
    "simplecache::sftp://joe:{}@host/x",
    "nosuch://joe:{}@host/x",
    "file:///x?key={}",
)


def shown_by(error: BaseException) -> str:
    """Return all that a traceback or a pickle of an error may show."""
    return "".join([*traceback.format_exception(error), repr(pickle.dumps(error))])


@given(passwords, st.sampled_from(URLS), st.sampled_from([open_target, check_target]))
def test_no_error_has_the_password(password: str, url: str, call: Callable[[str], object]) -> None:
    """An unusable target is told without the password; also where fsspec repeats the whole URL."""

    def refuse(url: str, **options: Any) -> None:
        raise ValueError(f"no {url} for {password}")

    with (
        patch.object(fsspec.core, "url_to_fs", refuse),
        pytest.raises(ConfigurationError) as caught,
    ):
        call(url.format(password))
    assert password not in shown_by(caught.value)


@given(passwords, st.sampled_from(URLS))
def test_what_is_shown_has_the_host(password: str, url: str) -> None:
    """What is shown names the host, and not the password."""
    found = shown_target(url.format(password))
    assert password not in found
    assert found.endswith(url.rpartition("@")[2].partition("{")[0]) or "?***" in found


@pytest.mark.parametrize("text", ["memory://a/b", "s3://bucket/a@b/c", "folder/a@b:c", "C:/x", ""])
def test_what_has_no_password_is_shown(text: str) -> None:
    """A target without a user is shown as it is."""
    assert shown_target(text) == text


def test_a_file_system_that_repeats_the_password(server: ByteServer) -> None:
    """A file system whose server repeats the password after the login is told without it."""

    class Repeating(MemoryFileSystem):
        protocol = "repeating"

        def put_file(self, lpath: str, rpath: str, **more: Any) -> None:
            raise ftplib.error_perm(f"550 joe:{PASSWORD} may not write")

    server.by_operation["a.mp4"] = [answer(MP4)]
    fsspec.register_implementation("repeating", Repeating, clobber=True)
    url = f"repeating://joe:{PASSWORD}@host/x"
    for call in (check_target, lambda target: download(server, target)):
        with pytest.raises(Exception, match="may not write") as caught:
            call(url)
        assert PASSWORD not in shown_by(caught.value)
