"""Any text is read as an endpoint or rejected with problems."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.problems import Problem
from clientwright.sources.documents import RawEndpoint, ReadOptions, Source
from clientwright.sources.read_documents import read_source
from sources.support import BROKEN, SERVICE, curl, fixture_pages, page

TEXTS = [path.read_text("utf-8") for path in (*fixture_pages(), *sorted(BROKEN.iterdir()))]
PIECES = (
    *(
        '{"type": "object", "properties": {',
        '"prompt": {"type": "string"}',
        "}",
        "}}",
        "{",
        '"',
        "'",
    ),
    *(
        '{"output": {"type": "object"}}',
        "\\",
        "\n",
        "\u00a0",
        "\ufeff",
        "modelApiDoc_intro",
        "{request_id}",
    ),
    *(curl("{}"), "--url https://[", "curl --data '", "--url http://x/v1/models/%2e%2e/b "),
    *(
        "<html lang=ja>",
        "<pre>",
        "</pre>",
        "<!--",
        "<script>",
        "&#x7b;",
        "<a b='",
        "}'2. ",
        "\x00",
        "1e999",
    ),
    *('"openapi": "3.1.0", "paths": {', "openapi: 3.1.0\npaths:\n  /a:\n    post: ", "&a [*a, *b]"),
    *('"inputSchema": {', '"$ref": "#/a/b"', '"oneOf": [{}]', "  - ", ": "),
)
NAMES = st.sampled_from(
    ["page.txt", "page.html", "page.json", "page.yaml", "https://example.com/page"]
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.none() | st.sampled_from(["maker/model", "draw", "../.."]) | st.text(max_size=9),
        "locale": st.none() | st.sampled_from(["en", "zh-tw", "?"]) | st.text(max_size=9),
    },
)


def is_valid_result(result: object) -> bool:
    """Return whether a reader's result is a located endpoint or a list of problems."""
    if isinstance(result, RawEndpoint):
        return bool(result.locate("/properties").file) and isinstance(result.schema, (dict, bool))
    return (
        isinstance(result, tuple) and bool(result) and all(isinstance(p, Problem) for p in result)
    )


@given(st.text(), NAMES, OPTIONS)
def test_any_text_is_read_or_rejected(text: str, name: str, options) -> None:
    """Any text is read as an endpoint or rejected with problems."""
    assert is_valid_result(read_source(Source(name, text), ReadOptions(SERVICE.hosts, **options)))


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30), NAMES, OPTIONS)
def test_shuffled_page_parts_are_read_or_rejected(pieces: list[str], name: str, options) -> None:
    """Parts of pages in any order are read as an endpoint or rejected with problems."""
    assert is_valid_result(
        read_source(Source(name, "".join(pieces)), ReadOptions(SERVICE.hosts, **options))
    )


@settings(max_examples=60)
@given(st.data(), NAMES)
def test_cut_page_is_read_or_rejected(data: st.DataObject, name: str) -> None:
    """A page with any part removed, or put before another page, is read or rejected with problems."""
    text, other = data.draw(st.sampled_from(TEXTS)), data.draw(st.sampled_from(TEXTS))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for cut in (text[:start] + text[end:], text[start:end] + other):
        assert is_valid_result(read_source(Source(name, cut), ReadOptions(SERVICE.hosts)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6) | st.just("'{}\\''"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=6), JSON, max_size=4), st.booleans())
def test_sample_payload_round_trips(payload, escaped: bool) -> None:
    """A payload quoted for the shell is read back and never taken for the schema."""
    schema = {
        "properties": {"prompt": {"type": "string", "description": "What to draw on the wall."}}
    }
    written = json.dumps(payload, ensure_ascii=escaped, indent=2).replace("'", "'\\''")
    raw = read_source(Source("page.txt", page(schema, written)), ReadOptions(SERVICE.hosts))
    assert isinstance(raw, RawEndpoint)
    assert (raw.sample, raw.schema) == (payload, schema)


@given(st.text(alphabet="ab '{}", max_size=12))
def test_unescaped_apostrophe_in_payload_is_read(prompt: str) -> None:
    """A bare apostrophe in a quoted payload is part of the text."""
    schema = {
        "properties": {"prompt": {"type": "string", "description": "What to draw on the wall."}}
    }
    text = page(schema, json.dumps({"prompt": prompt}))
    raw = read_source(Source("page.txt", text), ReadOptions(SERVICE.hosts))
    assert isinstance(raw, RawEndpoint)
    assert raw.sample == {"prompt": prompt}
