"""How requests, jobs, results, outputs and faults look in a terminal and in a notebook."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runcomfy
from runcomfy._runtime import notebook
from runcomfy._runtime.responses import parse_result
from runcomfy._service import SERVICE
from runcomfy.kling.kling_3_0.standard import text_to_video

VIDEO = "https://example.com/cat.mp4"


def html(value: Any) -> str:
    """Return what a notebook shows."""
    return str(value._repr_html_())


def result(output: Any, status: str = "succeeded", **more: Any) -> Any:
    """Return a result as the client reads it."""
    data = {"status": status, "output": output, **more}
    return parse_result(SERVICE, "job-1", runcomfy.Output, data)


class Tags(HTMLParser):
    """Collects the tags of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.found.append((tag, dict(attrs)))


def test_request_shows_endpoint_and_input() -> None:
    """A request shows its endpoint and each input."""
    request = text_to_video.request(prompt="a <b>", duration=8)
    assert repr(request) == (
        "<Request kling/kling-3.0/standard/text-to-video: prompt='a <b>', duration=8>"
    )
    assert "a &lt;b&gt;" in html(request)


def test_job_shows_its_ids() -> None:
    """A job shows its request id and its endpoint."""
    job: Any = runcomfy.RunComfy(token="t").job("abc")
    assert repr(job) == "<Job abc of unknown endpoint>"
    assert "abc" in html(job)
    with pytest.raises(AttributeError, match="wait"):
        _ = job.output


def test_result_shows_what_is_known() -> None:
    """A result shows status and output, and nothing that is absent."""
    shown = repr(result({"video": VIDEO}))
    assert (
        shown == f"Success(request_id='job-1', status='succeeded', output=Output(video='{VIDEO}'))"
    )
    failed = repr(result(None, "failed", error="no cat"))
    assert failed == "Result(request_id='job-1', status='failed', error='no cat')"
    odd = repr(result(None, "frobbing"))
    assert odd == "Result(request_id='job-1', status='frobbing', phase='unknown')"
    assert VIDEO in html(result({"video": VIDEO}))
    assert "no cat" in html(result(None, "failed", error="no cat"))


def test_output_has_a_link_and_a_player() -> None:
    """A medium has a link, and a player that loads nothing before it is clicked."""
    tags = Tags(html(result({"video": VIDEO, "image": "https://a.b/c.png"}).output)).found
    links = [facts["href"] for tag, facts in tags if tag == "a"]
    assert links == ["https://a.b/c.png", VIDEO]
    (player,) = [facts for tag, facts in tags if tag == "video"]
    assert (player["src"], player["preload"]) == (VIDEO, "none")
    assert not [tag for tag, _ in tags if tag in ("img", "iframe", "script", "source")]


@given(
    st.lists(
        st.text(max_size=20)
        | st.sampled_from(["javascript://a", 'https://a/".mp4', "http://a/b.wav"])
    )
)
def test_no_url_breaks_out(urls: list[str]) -> None:
    """Whatever an output's URLs contain, the page has only our tags, and links go to http addresses only."""
    tags = Tags(notebook.media(urls)).found
    assert {tag for tag, _ in tags} <= {"div", "a", "video", "audio"}
    for _, facts in tags:
        assert set(facts) <= {"href", "src", "target", "rel", "controls", "preload", "style"}
        for name in ("href", "src"):
            assert (facts.get(name) or "https://").startswith(("http://", "https://"))


def test_invalid_input_shows_a_table_of_faults() -> None:
    """The error shows its faults: paths in a terminal, a table in a notebook."""
    with pytest.raises(runcomfy.InvalidInput) as caught:
        text_to_video.request(prompt="a", duration=99, cfg_scale=5)
    assert repr(caught.value) == "<InvalidInput at cfg_scale, duration>"
    rows = re.findall("<tr>.*?</tr>", html(caught.value))
    assert len(rows) == 3
    assert "duration" in rows[2]


@pytest.mark.parametrize("kind", [runcomfy.RunComfy, runcomfy.AsyncRunComfy])
def test_old_calls_say_the_new_form(kind: Any) -> None:
    """An endpoint as attribute of a client is refused with the new form; other names plainly."""
    api = kind(token="t")
    with pytest.raises(
        AttributeError, match=r"runcomfy\.kling\.….request\(.*api\.submit\(request\)"
    ):
        _ = api.kling
    with pytest.raises(AttributeError, match=r"has no attribute 'nonsense'$"):
        _ = api.nonsense
    assert not hasattr(api, "_repr_html_")


def test_subclass_says_the_new_form() -> None:
    """A subclass in a module of one's own says the new form too."""

    class Mine(runcomfy.RunComfy):
        """A client with a default of its own."""

    mine: Any = Mine(token="t")
    with pytest.raises(AttributeError, match=r"runcomfy\.kling"):
        _ = mine.kling


def test_whole_output_is_shown() -> None:
    """What is no documented URL is shown too, in a result and in its output."""
    text = html(result({"text": "hello", "video": None, "parts": [{"url": "\ud800"}]}))
    assert "hello" in text
    text.encode()


def test_client_offers_what_a_user_calls() -> None:
    """The public names of the clients are their methods."""
    sync, aio = runcomfy.RunComfy(token="t"), runcomfy.AsyncRunComfy(token="t")
    public = [{name for name in dir(api) if not name.startswith("_")} for api in (sync, aio)]
    both = {"download", "job", "journal", "map", "preview", "resume", "run", "submit"}
    assert public == [both | {"close"}, both | {"aclose"}]
    for api in (sync, aio):
        doc = str(type(api).__init__.__doc__)
        assert all(f"{word}:" in doc for word in ("token", "base_url", "timeout", "http_client"))
        assert "HTTPS_PROXY" in doc
        assert "retried" in doc
