"""HTML becomes text: the visible content of the page, line by line."""

from __future__ import annotations

import re
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from clientwright.sources.documents import Source
from clientwright.sources.page_html import html_to_text, tokenize_html
from sources.support import fixture_pages, read_page

PLAIN = st.text(
    alphabet=st.characters(exclude_characters="\r\ufeff\x00", codec="utf-8"), max_size=40
)


def text_of(html: str) -> str:
    """Return the text of a document."""
    return html_to_text(Source("page.html", html)).text


def test_html_and_text_page_are_equal() -> None:
    """The same page saved as HTML and as text is the same endpoint."""
    (html,), (text,) = fixture_pages("*.en.html"), fixture_pages("image-to-video.en.txt")
    one, other = read_page(html), read_page(text)
    assert (one.id, one.locale, one.schema, one.output) == (
        other.id,
        other.locale,
        other.schema,
        other.output,
    )


@given(PLAIN)
def test_pre_text_is_unescaped(text: str) -> None:
    """Escaped text in `<pre>` is restored, apart from spaces."""
    found = text_of(f"<html><pre>{escape(text)}</pre>")
    assert re.sub(r"\s", "", found) == re.sub(r"\s", "", text)
    assert found.count("\n") >= text.count("\n")


@given(PLAIN, st.sampled_from(["script", "style", "svg", "template", "noscript", "head"]))
def test_hidden_elements_are_dropped(text: str, tag: str) -> None:
    """Scripts, styles and the like are dropped, and end at their closing tag."""
    html = f"before<{tag} x='>'>{escape(text)}</{tag}><b>after</b>"
    assert text_of(html).split() == ["beforeafter"]


def test_markup_in_scripts_is_dropped() -> None:
    """Markup inside a script or a comment is dropped."""
    html = '<p>a</p><script>x = "<pre>{" + "</p>";</script><!-- <pre>{</pre> --><STYLE>{</style><p>b</p>'
    assert text_of(html).split() == ["a", "b"]


def test_hidden_elements_nest() -> None:
    """A hidden element ends at its own closing tag; a self-closing tag hides nothing."""
    assert text_of("<svg>1<svg/>2<svg>3</svg>4</svg>5<svg a=b />6").split() == ["56"]


def test_body_is_shown_after_unclosed_head() -> None:
    """The closing tag of `<head>` is optional."""
    assert text_of("<html><head><title>t</title><body>shown").split() == ["shown"]


def test_lines_and_spaces_follow_layout() -> None:
    """Block tags start lines, inline tags do not; spaces collapse outside `<pre>` only."""
    html = "<h1>one</h1>two   <b>three</b><br>four<pre>  five\n    six</pre>"
    assert text_of(html).strip().split("\n") == ["one", "two three", "four", "  five", "    six"]


@given(st.text(alphabet="<>!-/'\"= ab\n&;", max_size=60))
def test_any_text_is_tokenized(html: str) -> None:
    """Any text, however broken, is tokenized in rising order of offsets."""
    offsets = [token.offset for token in tokenize_html(html)]
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(html) for offset in offsets)


@given(
    st.lists(
        st.sampled_from(["<p>", "<b>", "word", "\n", "<!-- x\n -->", "<pre>", "</pre>", "&amp;"])
    )
)
def test_every_word_has_its_line(pieces: list[str]) -> None:
    """Each word of the text has its line in the original document."""
    html = "".join(f"{piece}w{n}e " for n, piece in enumerate(pieces))
    document = html_to_text(Source("page.html", html))
    for word in re.finditer(r"w\d+e", document.text):
        expected = html.count("\n", 0, html.index(word.group())) + 1
        assert document.location(word.start()).line == expected
