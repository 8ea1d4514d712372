"""HTML becomes text: what shows on the page, line by line, and nothing else."""

from __future__ import annotations

import re
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from clientwright.sources.documents import Source
from clientwright.sources.html_tokens import tokenize_html
from clientwright.sources.page_html import html_to_text
from sources.support import fixture_pages, read_page

PLAIN = st.text(
    alphabet=st.characters(exclude_characters="\r\ufeff\x00", codec="utf-8"), max_size=40
)


def text_of(html: str) -> str:
    """Give the text of a document."""
    return html_to_text(Source("page.html", html)).text


def test_a_saved_page_says_what_its_text_says() -> None:
    """The same page saved as HTML and as text gives the same endpoint."""
    (html,), (text,) = fixture_pages("*.en.html"), fixture_pages("image-to-video.en.txt")
    one, other = read_page(html), read_page(text)
    assert (one.id, one.locale, one.schema, one.output) == (
        other.id,
        other.locale,
        other.schema,
        other.output,
    )


@given(PLAIN)
def test_escaped_text_in_pre_comes_back(text: str) -> None:
    """Whatever stands escaped inside `<pre>` comes back as it was, but for the spaces that indent it."""
    found = text_of(f"<html><pre>{escape(text)}</pre>")
    assert re.sub(r"\s", "", found) == re.sub(r"\s", "", text)
    assert found.count("\n") >= text.count("\n")


@given(PLAIN, st.sampled_from(["script", "style", "svg", "template", "noscript", "head"]))
def test_what_does_not_show_is_left_out(text: str, tag: str) -> None:
    """Scripts, styles and the like leave nothing behind, and end where they end."""
    html = f"before<{tag} x='>'>{escape(text)}</{tag}><b>after</b>"
    assert text_of(html).split() == ["beforeafter"]


def test_scripts_may_hold_anything() -> None:
    """A script that writes markup, and a comment that holds a page, leave nothing behind."""
    html = '<p>a</p><script>x = "<pre>{" + "</p>";</script><!-- <pre>{</pre> --><STYLE>{</style><p>b</p>'
    assert text_of(html).split() == ["a", "b"]


def test_hidden_parts_nest() -> None:
    """A hidden part ends with its own end, not with the end of one inside it; an empty tag hides nothing."""
    assert text_of("<svg>1<svg/>2<svg>3</svg>4</svg>5<svg a=b />6").split() == ["56"]


def test_a_body_shows_although_its_head_never_ends() -> None:
    """The end tag of `<head>` may be left out."""
    assert text_of("<html><head><title>t</title><body>shown").split() == ["shown"]


def test_lines_and_spaces_are_kept_as_they_show() -> None:
    """Blocks begin lines, inline tags do not; spaces fold outside `<pre>` only."""
    html = "<h1>one</h1>two   <b>three</b><br>four<pre>  five\n    six</pre>"
    assert text_of(html).strip().split("\n") == ["one", "two three", "four", "  five", "    six"]


@given(st.text(alphabet="<>!-/'\"= ab\n&;", max_size=60))
def test_every_text_has_tokens(html: str) -> None:
    """Any text is a stream of tokens in rising order, whatever is broken in it."""
    offsets = [token.offset for token in tokenize_html(html)]
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(html) for offset in offsets)


@given(
    st.lists(
        st.sampled_from(["<p>", "<b>", "word", "\n", "<!-- x\n -->", "<pre>", "</pre>", "&amp;"])
    )
)
def test_every_word_knows_its_line(pieces: list[str]) -> None:
    """A word in the text knows the line on which it stands in the document."""
    html = "".join(f"{piece}w{n}e " for n, piece in enumerate(pieces))
    document = html_to_text(Source("page.html", html))
    for word in re.finditer(r"w\d+e", document.text):
        expected = html.count("\n", 0, html.index(word.group())) + 1
        assert document.location(word.start()).line == expected
