"""Saved HTML of a page: turned into text with its lines kept, then read as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from clientwright.pages.text import read_document
from clientwright.pages.tidy import tidy
from clientwright.pages.values import Document, RawEndpoint, Source
from clientwright.problems import Problem

_LEFT_OUT = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_LINES = frozenset(
    "p div section article main header footer nav aside ul ol li dl dt dd table tr td th pre "
    "blockquote form fieldset figure hr br h1 h2 h3 h4 h5 h6 body html".split()
)
_OPENS = re.compile(r"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ANY_SPACE = re.compile(r"\s+")


def reads(source: Source) -> bool:
    """Tell whether a source is HTML: by its first tag, or by its name and a tag somewhere."""
    named = source.name.lower().endswith((".html", ".htm"))
    return bool(_OPENS.match(source.text[:4096])) or (named and "<" in source.text)


def read(
    source: Source,
    *,
    service_hosts: Sequence[str],
    id: str | None = None,
    locale: str | None = None,
) -> RawEndpoint | tuple[Problem, ...]:
    """Read a page saved as HTML."""
    document = as_text(source)
    return read_document(document, service_hosts=service_hosts, id=id, locale=locale)


def as_text(source: Source) -> Document:
    """Turn HTML into text: a line for each block, `<pre>` as it stands, scripts and styles left out."""
    parser = _Text()
    parser.feed(tidy(source.text))
    parser.close()
    text = "".join(parser.pieces)
    return Document(source.name, text, tuple(parser.marks), parser.language)


class _Text(HTMLParser):
    """Collects the text of a page, and for every piece the line it came from."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.marks: list[tuple[int, int]] = []
        self.language = ""
        self._length = 0
        self._hidden: list[str] = []
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or a part that is left out."""
        if tag == "html" and not self.language:
            self.language = dict(attrs).get("lang") or ""
        if tag in _LEFT_OUT:
            self._hidden.append(tag)
        self._pre += tag == "pre"
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at `<br/>`."""
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a line, or the part that was left out."""
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        self._pre = max(0, self._pre - (tag == "pre"))
        self._break(tag)

    def handle_data(self, data: str) -> None:
        """Take text: as it stands inside `<pre>`, elsewhere with its spaces folded."""
        if not self._hidden:
            self._add(data if self._pre else _folded(data))

    def _break(self, tag: str) -> None:
        if tag in _LINES and not self._hidden:
            self._add("\n")

    def _add(self, text: str) -> None:
        text = tidy(text)
        self.marks.append((self._length, self.getpos()[0]))
        self.pieces.append(text)
        self._length += len(text)


def _folded(data: str) -> str:
    """Fold spaces as a browser does, but keep line ends: some pages show JSON by style alone."""
    return data if "\n" in data.strip() else _ANY_SPACE.sub(" ", data)
