"""Reads a page of HTML strictly: elements nest, attributes are known once, ids are unique, links lead somewhere."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br"}
DRAWN = {"use", "circle", "path", "line", "rect"}
"""Elements of SVG that are written without an end tag."""
FLOW = {"div", "section", "ul", "dl", "table", "details", "p", "pre", "h1", "h2", "h3", "figure"}
"""What may not stand in a paragraph or a heading."""
PARENTS = {
    "li": {"ul"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
    "summary": {"details"},
    "figcaption": {"figure"},
    "caption": {"table"},
}
"""The elements in which others must stand."""


class PageReader(HTMLParser):
    """Collects the elements and the text of a page, and checks what a browser would silently repair."""

    def __init__(self) -> None:
        """Start without elements."""
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element, and check that it may stand where it is."""
        assert tag not in DRAWN, f"<{tag}> has no end"
        self._record(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a shape of a picture, which has no end tag."""
        assert "svg" in self.open, tag
        self._record(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Check that the end tag matches its start."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Record text outside styles."""
        if "style" not in self.open:
            self.text.append(data)

    def of(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of each element of a kind."""
        return [attrs for one, attrs in self.elements if one == tag]

    def _record(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        parent = self.open[-1] if self.open else ""
        assert parent in PARENTS.get(tag, {parent}), (tag, parent)
        if tag in FLOW:
            assert not {"p", "h1", "h2", "h3", "h4", "pre"} & set(self.open), (tag, self.open)
        self.elements.append((tag, {name: value or "" for name, value in attrs}))


def read_page(html: str) -> PageReader:
    """Read a page, and check that it is complete and that its references lead to its own ids."""
    reader = PageReader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    ids = [attrs["id"] for _, attrs in reader.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in reader.elements:
        for name in ("href", "aria-labelledby"):
            if name in attrs:
                assert attrs[name].removeprefix("#") in ids, attrs[name]
    return reader
