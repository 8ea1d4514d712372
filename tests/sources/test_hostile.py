"""Documents made to stop an import: each is rejected in one pass over its text.

With quadratic work, each of these would keep a test run busy for hours.
"""

from __future__ import annotations

import pytest

from clientwright.sources.documents import RawEndpoint, ReadOptions, Source
from clientwright.sources.read_documents import read_source
from sources.support import SERVICE

SIZE = 300_000
CALL = "curl --url https://model-api.runcomfy.net/v1/models/a/b --data '{ "
UNITS = [
    "{",
    '{"',
    '{"a":',
    '{"a":0,"b":',
    '[{"a":',
    '{"properties":',
    '{"properties":{}}x',
    '{"a":[1,',
]
UNITS += [CALL, "curl ", "--url ", "'", "'\\''", "\u00a0x", "\\", "}{", '"output": {', ", "]
TAGS = [
    "<",
    "<a ",
    "<!--",
    "</",
    "<?",
    "<!",
    "<![CDATA[",
    "<a b='",
    '<a b="',
    "<div>",
    "<svg>",
    "<pre>",
]
TAGS += ["<script>", "&#", "&amp", "<a =", "<html lang=", "</svg>", "</style"]


@pytest.mark.parametrize("unit", UNITS)
def test_repeated_json_starts_are_rejected(unit: str) -> None:
    """Many thousand starts of JSON or of a sample call are not an endpoint."""
    text = unit * (SIZE // len(unit))
    assert not isinstance(
        read_source(Source("page.txt", text + "."), ReadOptions(SERVICE.hosts)), RawEndpoint
    )


@pytest.mark.parametrize("unit", TAGS)
def test_repeated_markup_is_rejected(unit: str) -> None:
    """Many thousand starts of markup are not an endpoint."""
    text = "<html>" + unit * (SIZE // len(unit))
    assert not isinstance(
        read_source(Source("page.html", text), ReadOptions(SERVICE.hosts)), RawEndpoint
    )
