"""Calls as shell commands: the shell gets the bytes that were sent."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.testing.exchanges import Exchange
from clientwright.testing.report import curl
from clientwright.testing.report.report_context import RerunSettings
from testing.report.sample_reports import SETTING, submit

TOKEN = "t0ken $x `y` \"z\" 'q' \\n"
CURL = r"""
curl() {
  for word in "$@"; do printf '%s\0' "$word"; done
  case "$*" in *"--data-binary @-"*) printf 'stdin\0'; cat ;; esac
}
"""


def read(line: str, rerun: RerunSettings = SETTING) -> list[bytes]:
    """Run a line in a shell with a fake `curl`, and return its words, then its input if it reads any."""
    environment = {rerun.tokens["mine"]: TOKEN, rerun.tokens["other"]: "other", "LC_ALL": "C"}
    done = subprocess.run(
        ["/bin/sh", "-c", CURL + line], capture_output=True, env=environment, check=True
    )
    assert done.stderr == b""
    return done.stdout.split(b"\0", -1)


def sent(words: list[bytes]) -> bytes:
    """Return the body that a line would send."""
    if b"--data-raw" in words:
        return words[words.index(b"--data-raw") + 1]
    return b"\0".join(words[words.index(b"stdin") + 1 :])


@given(st.binary(max_size=60) | st.text(max_size=40).map(str.encode))
@example(b"")
@example(b"@/etc/passwd")
@example(b'it\'s \\0101 %s "$HOME" `id` !\n\t\x00\x80\xff\\')
@example(b"\x0012\n")
@example(bytes(range(256)))
def test_shell_gets_the_same_bytes(body: bytes) -> None:
    """For any body, a shell gets the same bytes from the line, and the line is printable ASCII."""
    line = curl.curl_command(submit(body), SETTING)
    assert line.isascii()
    assert line.isprintable()
    assert sent(read(line)) == body


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_text_is_executed_or_split(path: str, header: str, scheme: str) -> None:
    """Path, header and scheme stay one word each, whatever they contain; nothing in them is executed."""
    rerun = RerunSettings("http://h/v1", header, scheme, SETTING.tokens)
    if not f"{header}{scheme}".isprintable() or not f"{header}{scheme}".isascii():
        return
    words = read(curl.curl_command(Exchange("GET", f"/{path}", "mine", None), rerun), rerun)
    assert words[:1] == [b"-sS"]
    assert words[1].startswith(b"http://h/v1/")
    token = f"{scheme} {TOKEN}" if scheme else TOKEN
    assert words[2:] == [b"-H", f"{header}: {token}".encode(), b""]


@pytest.mark.parametrize(
    ("who", "header"),
    [
        ("mine", f"Authorization: Bearer {TOKEN}"),
        ("other", "Authorization: Bearer other"),
        ("wrong", "Authorization: Bearer no-account-has-this-token"),
        ("none", None),
    ],
)
def test_token_is_a_variable(who: str, header: str | None) -> None:
    """The shell inserts the token that was sent; if none was sent, there is no header."""
    words = read(curl.curl_command(Exchange("GET", "/requests/r/status", who, None), SETTING))
    assert (header is None) == (b"-H" not in words)
    assert header is None or header.encode() in words


def test_long_body_has_no_command() -> None:
    """A body of ten megabytes is not written as a command."""
    assert curl.curl_command(submit(b"a" * 10_000_000), SETTING) == ""


@given(
    st.lists(
        st.tuples(st.sampled_from([b"[", b"]", b"{", b'"a\\b', b"%s'"]), st.integers(1, 900)),
        max_size=6,
    )
)
@example([(b'{"a": ', 1), (b"[", 30_000), (b"]", 30_000), (b"}", 1)])
def test_long_runs_of_brackets_are_sent_by_a_short_line(parts: list[tuple[bytes, int]]) -> None:
    """The shell gets the same bytes of a body that is nested deep, and the line stays readable."""
    body = b"".join(text * count for text, count in parts)
    line = curl.curl_command(submit(body), SETTING)
    if line:
        assert sent(read(line)) == body
    assert not any(mark * 200 in line for mark in "[]{}")


def test_the_deepest_body_has_a_line() -> None:
    """A body that is too long for a line, but for its runs, has a short one."""
    line = curl.curl_command(submit(b'{"a": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"), SETTING)
    assert 0 < len(line) < 500
