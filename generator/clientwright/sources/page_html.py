"""Pages saved as HTML: converted to text with line numbers, then read as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from clientwright.problems import Problem
from clientwright.sources.documents import (
    Document,
    RawEndpoint,
    ReadOptions,
    Source,
    normalize_text,
)
from clientwright.sources.page_text import read_document

_HIDDEN_TAGS = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_BLOCK_TAGS = frozenset(
    "p div section article main header footer nav aside ul ol li dl dt dd table tr td th pre "
    "blockquote form fieldset figure hr br h1 h2 h3 h4 h5 h6 body html".split()
)
_HTML_START = re.compile(r"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_LANG = re.compile(r"""(?<![\w:-])lang\s*=\s*["']?([A-Za-z0-9_-]{1,40})""", re.I)
_ANY_SPACE = re.compile(r"\s+")


def can_read(source: Source) -> bool:
    """Return whether a source is HTML: by its first tag, or by its name and any tag."""
    has_html_name = source.name.lower().endswith((".html", ".htm"))
    return bool(_HTML_START.match(source.text[:4096])) or (has_html_name and "<" in source.text)


def read(source: Source, options: ReadOptions) -> RawEndpoint | tuple[Problem, ...]:
    """Read a page saved as HTML."""
    document = html_to_text(source)
    return read_document(document, options)


def html_to_text(source: Source) -> Document:
    """Convert HTML to text: one line per block, `<pre>` unchanged, scripts and styles dropped."""
    html, writer, line, at = normalize_text(source.text), _TextWriter(), 1, 0
    for token in tokenize_html(html):
        line, at = line + html.count("\n", at, token.offset), token.offset
        writer.feed(token, line)
    text = "".join(writer.pieces)
    return Document(source.name, text, tuple(writer.marks), writer.language)


@dataclass(slots=True)
class _TextWriter:
    """Collects the text of a page, and the original line of each piece."""

    pieces: list[str] = field(default_factory=list[str])
    marks: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    language: str = ""
    length: int = 0
    hidden: str = ""
    depth: int = 0
    pre: int = 0

    def feed(self, token: HtmlToken, line: int) -> None:
        if token.tag == "body" and token.opens:
            self.hidden, self.depth = "", 0
        if self.hidden:
            self._skip_hidden(token)
        elif token.tag:
            self._tag(token, line)
        else:
            self._text(token.text, line)

    def _skip_hidden(self, token: HtmlToken) -> None:
        if token.tag == self.hidden and not token.attributes.endswith("/"):
            self.depth += 1 if token.opens else -1
        if not self.depth:
            self.hidden = ""

    def _tag(self, token: HtmlToken, line: int) -> None:
        if token.tag == "html" and not self.language:
            lang = _LANG.search(token.attributes)
            self.language = lang[1] if lang else ""
        if token.tag in _HIDDEN_TAGS and token.opens and not token.attributes.endswith("/"):
            self.hidden, self.depth = token.tag, 1
        if token.tag == "pre":
            self.pre = max(0, self.pre + (1 if token.opens else -1))
        if token.tag in _BLOCK_TAGS:
            self._add("\n", line)

    def _text(self, text: str, line: int) -> None:
        """Collapse spaces as a browser does but keep line ends: some pages format JSON by CSS alone."""
        if not self.pre and "\n" not in text.strip():
            line += text[: len(text) - len(text.lstrip())].count("\n")
            text = _ANY_SPACE.sub(" ", text)
        self._add(text, line)

    def _add(self, text: str, line: int) -> None:
        text = normalize_text(text)
        self.marks.append((self.length, line))
        self.pieces.append(text)
        self.length += len(text)


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
