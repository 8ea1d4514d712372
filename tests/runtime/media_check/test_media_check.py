"""Media are looked at before a job is bought: every fault at once, nothing sent, no token anywhere else."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from clientwright.runtime.errors import InvalidInput
from runtime.demo_service import TOKEN
from runtime.media_check.media_site import PNG, Answer, Site, Submit

MP4 = b"\0\0\0\x18ftypisom" + bytes(2000)


PAGE = b"<!doctype html><title>Log in</title>"


def refused(submit: Submit, body: dict[str, Any], **options: Any) -> dict[str, str]:
    """Submit an input whose media are refused; return the code at each path."""
    with pytest.raises(InvalidInput, match="Nothing was sent") as caught:
        submit(body, check_media=True, **options)
    assert TOKEN not in str(caught.value)
    return {fault.path: fault.code for fault in caught.value.faults}


def test_readable_media_are_bought(site: Site, submit: Submit) -> None:
    """If every URL can be read, the job is submitted; the looks had no token and no cookie."""
    body = {
        "image": site.add("/a.png", (200, {"Set-Cookie": "a=b", "Content-Type": "image/png"}, PNG)),
        "images": [site.add("/b", (302, {"Location": "/a.png"}, b"")), "data:image/png;base64,AAAA"],
        "video": site.add("/v", (206, {"Content-Range": "bytes 0-2011/2012"}, MP4)),
    }  # fmt: skip
    assert submit(body, check_media=True).request_id == "job-1"
    assert len(site.paths("POST")) == 1
    assert set(site.paths("GET")) == {"/a.png", "/b", "/v"}
    for how, _, headers in site.asked:
        if how == "GET":
            assert not headers.keys() & {"Authorization", "Cookie"}
            assert TOKEN not in str(headers)


PUBLIC_ONLY = "https://10.0.0.1/a.png"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([(404, {}, b"")], "media_unreachable"),
        ([(410, {}, b"")], "media_unreachable"),
        ([(401, {}, b"")], "media_login"),
        ([(403, {}, PAGE)], "media_login"),
        ([(500, {}, b"")], "media_unreachable"),
        ([(405, {}, b"")], "media_unreachable"),
        ([(204, {}, b"")], "media_unreachable"),
        ([(200, {}, b"")], "media_type"),
        ([(416, {}, b"")], "media_type"),
        ([(200, {"Content-Type": "image/png"}, PAGE)], "media_type"),
        ([(200, {"Content-Type": "text/html"}, b"hello")], "media_type"),
        ([(200, {"Content-Type": "video/mp4"}, b"....")], "media_type"),
        ([(200, {}, MP4)], "media_type"),
        ([(200, {"Content-Encoding": "gzip"}, PNG)], "media_unreachable"),
        (
            [(200, {"Content-Length": "99999", "Connection": "close"}, PNG[:99])],
            "media_unreachable",
        ),
        ([(302, {"Location": PUBLIC_ONLY}, b"")], "media_unreachable"),
        ([(302, {"Location": "http://example.com/a.png"}, b"")], "media_unreachable"),
        ([(302, {"Location": "file:///etc/passwd"}, b"")], "media_unreachable"),
        ([(302, {"Location": "/x"}, b"")], "media_unreachable"),
    ],
)
def test_unreadable_media_are_refused(
    site: Site, submit: Submit, answers: list[Answer], code: str
) -> None:
    """What the provider could not read, or what is of another kind, is told, and nothing is bought."""
    url = site.add("/x", *answers)
    assert refused(submit, {"image": url}, timeout=2.0) == {"image": code}
    assert site.paths("POST") == []


@pytest.mark.parametrize(
    "url", [PUBLIC_ONLY, "https://127.0.0.1:9/a.png", "https://[::1]/a", "http://example.com/a"]
)
def test_other_networks_are_not_asked(site: Site, submit: Submit, url: str) -> None:
    """A private address and plain http are refused without a request."""
    assert refused(submit, {"image": url}) == {"image": "media_unreachable"}
    assert site.asked == []


def test_all_faults_are_told_at_once(site: Site, submit: Submit) -> None:
    """Every place with a fault is named; a URL is asked once for each kind, and its query is not shown."""
    missing = f"{site.url}/missing.png?signature=secret"
    image = site.add("/a.png", (200, {}, PNG))
    body = {"image": missing, "images": [image, missing, missing], "video": image}
    with pytest.raises(InvalidInput) as caught:
        submit(body, check_media=True)
    assert {fault.path: fault.code for fault in caught.value.faults} == {
        "image": "media_unreachable",
        "images[1]": "media_unreachable",
        "images[2]": "media_unreachable",
        "video": "media_type",
    }
    assert "secret" not in str(caught.value)
    assert sorted(site.paths("GET")) == ["/a.png", "/a.png", "/missing.png"]
    assert site.paths("POST") == []


def test_no_fault_has_the_token(site: Site, submit: Submit) -> None:
    """A page that repeats the token is told without it."""
    page = PAGE + TOKEN.upper().encode()
    url = site.add("/x", (200, {}, page))
    with pytest.raises(InvalidInput) as caught:
        submit({"image": url}, check_media=True)
    assert "***" in str(caught.value)
    assert TOKEN not in f"{caught.value} {caught.value.faults}".lower()


def test_a_passing_failure_is_asked_again(site: Site, submit: Submit) -> None:
    """A server that fails once is asked a second time."""
    url = site.add("/a.png", (503, {}, b""), (200, {}, PNG))
    assert submit({"image": url}, check_media=True).request_id == "job-1"


@pytest.mark.parametrize(
    ("headers", "size"),
    [({"Content-Range": "bytes 0-2007/60000000"}, "60.0 MB"), ({}, ""), ({"Content-Range": "bytes 0-2007/*"}, "")],
)  # fmt: skip
def test_size_is_only_advice(
    site: Site,
    submit: Submit,
    caplog: pytest.LogCaptureFixture,
    headers: dict[str, str],
    size: str,
) -> None:
    """A file above the advised size is logged as a warning, and the job is bought."""
    url = site.add("/a.png", (206, headers, PNG))
    with caplog.at_level(logging.WARNING, "demo"):
        submit({"images": [url]}, check_media=True)
    said = [one.getMessage() for one in caplog.records if one.name == "demo"]
    assert [size in text and "images[0]" in text and "50 MB" in text for text in said] == [True] * (
        size != ""
    )
    assert len(site.paths("POST")) == 1


def test_only_the_first_bytes_of_a_large_file_are_read(site: Site, submit: Submit) -> None:
    """A server that knows no ranges is left after the first bytes."""
    large = PNG + bytes(60_000_000)
    url = site.add("/a.png", (200, {}, large))
    assert submit({"image": url}, check_media=True).request_id == "job-1"


def test_a_silent_server_is_unreachable(site: Site, submit: Submit) -> None:
    """A server that does not answer within the client's timeout is told as unreachable."""
    body = {"image": f"{site.url}/hangs", "images": [site.add("/a.png", (200, {}, PNG))]}
    assert refused(submit, body, timeout=0.5) == {"image": "media_unreachable"}


def test_the_fault_before_the_end_of_the_time_is_told(site: Site, submit: Submit) -> None:
    """An attempt that the end of the time cuts off does not hide why the one before failed."""
    url = site.add("/hangs-next", (503, {}, b""), (302, {"Location": "/hangs"}, b""))
    with pytest.raises(InvalidInput) as caught:
        submit({"image": url}, check_media=True, timeout=0.5)
    (fault,) = caught.value.faults
    assert "within the client's timeout of 0.5 s" in str(fault)
    assert str(fault).count("HTTP 503") == 1


def test_a_private_address_is_told_as_a_sentence(site: Site, submit: Submit) -> None:
    """What is wrong with an address is said without options, which inputs do not have."""
    with pytest.raises(InvalidInput) as caught:
        submit({"image": PUBLIC_ONLY}, check_media=True)
    assert "its host 10.0.0.1 is not a public address" in str(caught.value)
    assert "allow_private" not in str(caught.value)
