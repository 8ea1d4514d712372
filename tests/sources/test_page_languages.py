"""Pages in sixteen languages and seven layouts: the language of the schema's texts is told, and the rule in them read."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from clientwright.normalize.import_endpoints import import_endpoints
from clientwright.problems import has_errors
from clientwright.sources.documents import RawEndpoint
from sources.support import PAGES, SERVICE, fixture_pages, read_page, read_text

TRANSLATED: Mapping[str, Mapping[str, str]] = json.loads(
    (PAGES / "page_words.json").read_text("utf-8")
)
LAYOUTS = fixture_pages("image-to-video.*")
WRITTEN = {path.name.split(".")[1]: path for path in fixture_pages("image-to-video.*.txt")}


def texts_of(schema: Any, at: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield each title and description of a schema, with the name of its field and its key."""
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if key in ("title", "description") and isinstance(value, str):
            yield at, key, value
        elif key in ("properties", "items"):
            fields = {at: value} if key == "items" else value
            for name, inner in fields.items():
                yield from texts_of(inner, name)


def translated(path: Path, locale: str) -> str:
    """Return a page whose schema's texts are in another language; the rest of it stays as it is."""
    page, text = read_page(path), path.read_text("utf-8")
    if locale in WRITTEN:
        own = {(at, key): value for at, key, value in texts_of(read_page(WRITTEN[locale]).schema)}
        known = {key: own["prompt", key] for key in ("title", "description")}
    else:
        words = TRANSLATED[locale]
        own = {(at, "description"): words[at] for at in words}
        known = {"title": words["title"], "description": words["other"]}
    is_html = path.suffix == ".html"
    found = sorted(texts_of(page.schema), key=lambda one: -len(one[2]))
    for at, key, value in found:
        old, new = (
            json.dumps(one, ensure_ascii=False) for one in (value, own.get((at, key)) or known[key])
        )
        text = text.replace(
            f'"{key}": {old}', f'"{key}": {html.escape(new, quote=False) if is_html else new}'
        )
        text = text.replace(f'"{key}":{old}', f'"{key}":{new}')
    return text


@pytest.mark.parametrize("locale", [*WRITTEN, *TRANSLATED])
@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.name)
def test_page_is_imported_in_any_language(path: Path, locale: str) -> None:
    """The locale is that of the schema's texts, whatever the rest of the page is in; the rule of sums is read."""
    raw = read_text(translated(path, locale), path.name)
    assert isinstance(raw, RawEndpoint), raw
    assert raw.locale == locale
    imported = import_endpoints([raw], SERVICE, {})
    assert not has_errors(imported.problems)
    (endpoint,) = imported.endpoints
    assert [(rule.kind, rule.origin and rule.origin.locale) for rule in endpoint.rules] == [
        ("sum-equals", locale)
    ]


def test_pages_of_all_languages_are_one_endpoint() -> None:
    """A folder with a page in each language becomes one spec with the texts of all."""
    raws = [read_text(translated(LAYOUTS[1], locale)) for locale in TRANSLATED]
    endpoints = [raw for raw in raws if isinstance(raw, RawEndpoint)]
    imported = import_endpoints(endpoints, SERVICE, {})
    assert not imported.problems
    (endpoint,) = imported.endpoints
    assert sorted(endpoint.words) == sorted(TRANSLATED)
    assert [rule.kind for rule in endpoint.rules] == ["sum-equals"]
