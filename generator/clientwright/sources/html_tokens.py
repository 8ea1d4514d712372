"""Tokenize HTML in one linear pass, whatever the text.

`html.parser` of the supported Python versions takes quadratic time on broken tags, so a small
hostile file could stop an import for hours. An unclosed tag ends the document, as in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_MARKUP = re.compile(r"<(?:(!--)|(/?)([A-Za-z][^\s/>]*)|[!?/])")
_REST_OF_TAG = re.compile(r"""((?:=\s*(?:"[^"]*"|'[^']*')|[^>])*+)>""")
_RAW_TEXT_TAGS = frozenset({"script", "style"})


@dataclass(frozen=True, slots=True)
class HtmlToken:
    """Text between tags, or a tag with its attributes (`opens` is False for a closing tag)."""

    offset: int
    text: str = ""
    tag: str = ""
    opens: bool = False
    attributes: str = ""


def tokenize_html(html: str) -> Iterator[HtmlToken]:
    """Yield the texts and tags of a document, without comments, scripts and styles."""
    at = 0
    while markup := _MARKUP.search(html, at):
        if markup.start() > at:
            yield HtmlToken(at, unescape(html[at : markup.start()]))
        end = _end(html, markup)
        if end < 0:
            return
        token = _tag(markup, html[markup.end() : end - 1])
        if token:
            yield token
        at = _raw_end(html, token, end)
    if at < len(html):
        yield HtmlToken(at, unescape(html[at:]))


def _end(html: str, markup: re.Match[str]) -> int:
    """Return where a comment or tag ends; -1 if it is never closed."""
    if markup[1]:
        close = html.find("-->", markup.start() + 2)
        return close + 3 if close >= 0 else -1
    if markup[3] is None:
        return html.find(">", markup.end()) + 1 or -1
    rest = _REST_OF_TAG.match(html, markup.end())
    return rest.end() if rest else -1


def _tag(markup: re.Match[str], attributes: str) -> HtmlToken | None:
    if markup[3] is None:
        return None
    return HtmlToken(markup.start(), "", markup[3].lower(), not markup[2], attributes)


def _raw_end(html: str, token: HtmlToken | None, end: int) -> int:
    """Skip the content of a script or style, up to its closing tag."""
    if token is None or not token.opens or token.tag not in _RAW_TEXT_TAGS:
        return end
    close = re.compile(rf"</{token.tag}", re.I).search(html, end)
    return close.start() if close else len(html)
