"""Model ids of pages: read whole wherever they stand, or not at all; a person's choice wins where a page has two."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.problems import Severity, has_errors
from clientwright.sources.documents import RawEndpoint
from clientwright.specs.model_ids import invalid_id_reason
from sources.support import Result, codes, page, read_text

SCHEMA = {"properties": {"prompt": {"type": "string", "description": "What the picture shows."}}}
URL = "https://model-api.runcomfy.net/v1/models/"
PAYLOAD = """--data '{"prompt": "a boat"}'"""
CALLS = {
    "own line": "curl --request POST \\\n  --url URL \\\n  --header 'A: b' \\\n  DATA",
    "end of line": "curl -X POST URL\n",
    "options after it": "curl --request POST URL -H 'A: b' DATA",
    "long option after it": "curl --url URL --header 'A: b' DATA",
    "double quotes": 'curl --url "URL" --header "A: b" DATA',
    "single quotes": "curl -X POST 'URL' DATA",
    "query": "curl --url URL?mode=fast&x=1 DATA",
    "quoted query": 'curl --url "URL?mode=fast" DATA',
    "fence": "```sh\ncurl --url URL \\\n  DATA\n```",
    "inline code": "`curl -X POST URL`",
    "slash at its end": "curl --url URL/ \\\n  DATA",
    "pipe": "curl URL | jq .",
    "table": "| Method | Path |\n|---|---|\n| POST | URL | yes |",
    "quoted in a table": "| POST | `URL` |",
    "label": "Endpoint: URL",
    "line of its own": "POST URL\n",
    "request line": "POST URL HTTP/1.1\nHost: example.com\n",
    "Python": 'requests.post("URL", json={})',
}
LINES = ("end of line", "table", "label", "line of its own", "request line")
"""Layouts in which only the end of a line or cell ends the id, as it would a sentence."""
WORD = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,6}[A-Za-z0-9])?", fullmatch=True)
SEGMENT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
IDS = (
    st.lists(SEGMENT, min_size=2, max_size=6)
    .map("/".join)
    .filter(lambda id: invalid_id_reason(id) is None)
)
EXAMPLES = ["maker/Hero Film 2", "a/b", "A.b/C 1.5/d-e/f_g/h i j/k", "maker/Hero 2.5 Pro", "m/1 2"]


def around(text: str) -> str:
    """Return a page with a text in place of its sample call."""
    before, after = page(SCHEMA).split("curl ")[0], page(SCHEMA).split("red kite.\"}'")[1]
    return f"{before}\n{text}\n{after}"


def written(layout: str, id: str) -> str:
    """Return a sample call, or another mention, of an id."""
    return CALLS[layout].replace("URL", URL + id).replace("DATA", PAYLOAD)


def read_id(text: str, name: str = "page.txt", **options: str) -> str:
    """Return the id of a page that can be read, or the codes of the errors."""
    result = read_text(text, name, **options)
    return str(result.id) if isinstance(result, RawEndpoint) else " ".join(codes(result))


def warnings(result: Result) -> list[str]:
    """Return the codes of a result's problems, none of which may be an error."""
    assert isinstance(result, RawEndpoint)
    assert not has_errors(result.problems)
    return [one.code for one in result.problems if one.severity is Severity.WARNING]


@pytest.mark.parametrize("layout", CALLS)
@pytest.mark.parametrize("id", EXAMPLES)
def test_id_is_read_whole(layout: str, id: str) -> None:
    """An id is read to the end of its line, quote, cell or option, as it is or encoded."""
    assert read_id(around(written(layout, id))) == expected(layout, id)
    assert read_id(around(written(layout, quote(id)))) == id


@settings(max_examples=60)
@given(IDS, st.sampled_from(sorted(CALLS)), st.booleans())
def test_any_id_is_read_whole(id: str, layout: str, encoded: bool) -> None:
    """Every valid id is read whole in every place, if the page repeats it where it might be a sentence."""
    text = around(written(layout, quote(id) if encoded else id))
    assert read_id(text) == (id if encoded else expected(layout, id))
    assert read_id(f"{id}\n\n{text}") == id


def expected(layout: str, id: str) -> str:
    """Return what an id is read as: itself, or `id-unclear` if its line may be a sentence."""
    words = [part for segment in id.split("/") for part in segment.split(" ")[1:]]
    is_like_prose = any(not re.match(r"[A-Z]|.*\d", word) for word in words)
    return "id-unclear" if layout in LINES and is_like_prose else id


@settings(max_examples=60)
@given(
    IDS,
    st.sampled_from(
        [" and wait", ". Then wait", ", as here", " to make films. It works", "を使う", ")"]
    ),
)
def test_id_in_a_sentence_is_whole_or_unclear(id: str, rest: str) -> None:
    """An id that the sentence goes on after is read whole if the page repeats it, and never cut if not."""
    text = around(f"Send it to {URL}{id}{rest}")
    assert read_id(text) in (id, "id-unclear")
    assert read_id(f"{id}\n\n{text}") == id
    assert read_id(text, id=id) == id


@settings(max_examples=40)
@given(IDS, st.sampled_from(["@2", "+x", "(1)", "é", "'s", "&co", "片", ":1", "~"]), WORD)
def test_signs_that_no_id_has_are_never_cut_off(id: str, sign: str, rest: str) -> None:
    """What follows an id without a space is part of it, so that the id is refused, not shortened."""
    found = read_id(around(f"curl --url {URL}{id}{sign}{rest} \\\n  {PAYLOAD}"))
    assert found in ("bad-model-id", "id-unclear")


def test_option_is_taken_where_the_id_is_unclear() -> None:
    """The message names the readings, and `--id` chooses one."""
    text = around(f"Call {URL}maker/Hero Film 2 with your key.")
    result = read_text(text)
    assert isinstance(result, tuple)
    (problem,) = result
    assert problem.code == "id-unclear"
    assert "'maker/Hero Film 2'" in str(problem)
    assert "--id" in problem.advice()
    assert read_id(text, id="maker/Hero Film 2") == "maker/Hero Film 2"


@pytest.mark.parametrize("placeholder", ["{model_id}", "<vendor>/<model>", "$MODEL", ":id", "[id]"])
def test_placeholder_is_no_id(placeholder: str) -> None:
    """A URL with a placeholder names no model; the id comes from another URL, or from `--id`."""
    call = f"curl --url {URL}{placeholder} \\\n  {PAYLOAD}"
    assert read_id(around(call)) == "no-sample-call"
    assert read_id(around(call), id="maker/Hero Film 2") == "maker/Hero Film 2"
    assert read_id(around(f"{call}\n\n{URL}maker/Hero Film 2\n")) == "maker/Hero Film 2"


@settings(max_examples=30)
@given(IDS, IDS)
def test_two_models_are_an_error_with_both_places(one: str, other: str) -> None:
    """Two ids in sample calls are an error with both places, unless `--id` chooses: then they are a warning."""
    text = around(f"{written('own line', one)}\n\n{written('own line', other)}")
    if one == other:
        assert read_id(text) == one
        return
    result = read_text(text)
    assert isinstance(result, tuple)
    (problem,) = result
    assert problem.code in ("calls-disagree", "id-unclear")
    assert problem.location.line
    chosen = read_text(text, id=other)
    assert isinstance(chosen, RawEndpoint)
    assert chosen.id == other
    assert warnings(chosen) in (["id-chosen"], [])


def test_title_of_another_model_is_an_error() -> None:
    """A first line with the id of another model contradicts the sample call; another spelling is a warning."""
    call = around(written("own line", "maker/Hero Film 2"))
    assert read_id(f"maker/Hero Film 3\n{call}") == "title-disagrees"
    chosen = read_text(f"maker/Hero Film 3\n{call}", id="maker/Hero Film 3")
    assert warnings(chosen) == ["id-chosen"]
    assert isinstance(chosen, RawEndpoint)
    assert chosen.id == "maker/Hero Film 3"
    assert warnings(read_text(f"# maker/hero-film-2\n{call}")) == ["id-spelled-twice"]
    for title in ("maker/Hero Film 2", "maker/Hero Film 2 API", "Text/image to video", "Hero Film"):
        assert warnings(read_text(f"{title}\n{call}")) == []


def test_links_to_other_models_do_not_count() -> None:
    """Where there is a sample call, URLs of other models on the page are links."""
    call = around(written("own line", "maker/Hero Film 2"))
    assert read_id(f"{call}\n\nSee also {URL}maker/Hero Film 3.") == "maker/Hero Film 2"


def test_html_page_states_its_id() -> None:
    """An id with spaces is read whole from HTML."""
    text = around(written("own line", "maker/Hero Film 2")).replace("<", "&lt;")
    assert read_id(f"<html><body><pre>{text}</pre></body></html>", "a.html") == "maker/Hero Film 2"
    cell = f"<td>POST</td><td>{URL}maker/Hero%20Film%202</td>"
    table = (
        around("TABLE")
        .replace("<", "&lt;")
        .replace("TABLE", f"</pre><table><tr>{cell}</tr></table><pre>")
    )
    assert read_id(f"<html><body><pre>{table}</pre></body></html>", "a.html") == "maker/Hero Film 2"
