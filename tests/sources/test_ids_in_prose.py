"""Sentences around the URL of a model: their words never become part of the id, however often they stand there."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sources.support import read_text
from sources.test_page_model_ids import URL, around, read_id, warnings

ID, SPACED = "maker/film", "maker/Hero Film 2"
WORDS = (
    "and wait for the answer with your key JSON then GET it Later via y espere la respuesta".split()
)
BEFORE = st.lists(
    st.sampled_from(["Send", "a", "POST", "to", "Run", "See", "curl"]), min_size=1
).map(" ".join)
AFTER = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
LOWER = st.lists(
    st.sampled_from([word for word in WORDS if word.islower()]), min_size=1, max_size=6
).map(" ".join)
END = st.sampled_from(["", ".", "; then poll", " | yes", " -H gives a header", ":", "?", "  more"])
"""What follows the words of a sentence; some of it ends the id of a command."""

PLACES = {
    "line": "{url} {words}",
    "method": "POST {url} {words}",
    "item": "- {url} {words}",
    "numbered": "1. POST {url} {words}",
    "label": "Endpoint: {url} {words}",
    "cell": "| POST | {url} {words} | yes |",
    "dash": "POST {url} - {words}",
    "command": "curl -X POST {url} {words}",
    "wrapped": "To start a job, send a POST to\n{url} {words}\nand poll.",
}
"""Places in which a line may be a sentence, though nothing but a label stands before the URL."""


def stated(id: str) -> dict[str, str]:
    """Return what a page may say of its id elsewhere, where it is certain where the id ends."""
    return {
        "title": f"{id}\n\n",
        "heading": f"# {id}\n\n",
        "menu": f"RunComfy\n\n{id}\n\n",
        "quotes": f"Use `{id}` here.\n\n",
        "member": f'"model": "{id}"\n\n',
    }


@settings(max_examples=60)
@given(BEFORE, AFTER, END, st.integers(1, 3), st.sampled_from([ID, SPACED]))
@example("Send a POST to", "and wait for the answer", ".", 2, ID)
def test_sentence_never_becomes_an_id(
    before: str, after: str, end: str, times: int, id: str
) -> None:
    """Whatever a sentence says around a URL, and how often, the id is unclear, or that which the page states."""
    text = around("\n\n".join([f"{before} {URL}{id} {after}{end}"] * times))
    assert read_id(text) in ("id-unclear", "bad-model-id")
    for before_it in stated(id).values():
        assert read_id(before_it + text) in (id, "id-unclear")


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=15)
@given(LOWER, st.integers(1, 3), st.sampled_from([ID, SPACED]))
def test_line_like_a_sentence_is_no_id(place: str, words: str, times: int, id: str) -> None:
    """A line in which small words follow the URL is read only as the id that the page states elsewhere."""
    text = around("\n\n".join([PLACES[place].format(url=URL + id, words=words)] * times))
    assert read_id(text) == "id-unclear"
    for before_it in stated(id).values():
        assert read_id(before_it + text) == id
    assert read_id(text, id=id) == id


@pytest.mark.parametrize("times", [1, 2])
def test_sentence_with_the_bare_id_proves_it(times: int) -> None:
    """An id without spaces is proved by a sentence that ends after it, not by one that goes on."""
    text = around("\n\n".join([f"Send a POST to {URL}{ID} and wait for the answer."] * times))
    assert read_id(f"Use the API to run {ID}. See below.\n\n{text}") == ID
    assert read_id(f"Use the API to run {ID} and wait.\n\n{text}") == "id-unclear"


def test_shorter_id_is_not_read_where_the_name_goes_on() -> None:
    """A model that the page names elsewhere is not read out of the longer name of another."""
    text = around(f"Send a POST to {URL}{SPACED} and wait.")
    assert read_id(f"maker/Hero\n\n{text}") == "id-unclear"
    assert read_id(f"maker/Hero\n\n{SPACED}\n\n{text}") == SPACED


def test_readings_like_prose_are_offered_last() -> None:
    """The error proposes the reading without words of a sentence."""
    for id in (ID, SPACED):
        result = read_text(around(f"Send a POST to {URL}{id} and wait for the answer."))
        assert isinstance(result, tuple)
        assert f"for example --id {id!r}." in result[0].advice()


@pytest.mark.parametrize("menu", ["", "logo\nRunComfy\n  • Models\nAccount\n\nFilm | RunComfy\n\n"])
def test_title_of_another_model_is_found_below_a_menu(menu: str) -> None:
    """A title with another model's id is an error wherever the page's menu puts it, unless the call's is there too."""
    call = around(f"curl --url {URL}{SPACED} \\\n  --data '{{}}'")
    assert read_id(f"{menu}maker/Hero Film 3\n\n{call}") == "title-disagrees"
    assert read_id(f"{menu}## `maker/other`\n\n{call}") == "title-disagrees"
    assert warnings(read_text(f"{menu}maker/hero-film-2\n\n{call}")) == ["id-spelled-twice"]
    assert warnings(read_text(f"{menu}maker/other\n\n{call}", id=SPACED)) == ["id-chosen"]
    assert warnings(read_text(f"{menu}{SPACED}\n\nmaker/other\n\n{call}")) == []
    for links in ("maker/one\nmaker/two\n", "  • maker/one\n", "- maker/one\n"):
        assert warnings(read_text(f"{menu}{links}\n{call}")) == []
    assert warnings(read_text(f"{menu}{call}\n\nmaker/other\n")) == []
