"""Report, once for an import, the endpoints of which no page is in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientwright.normalize.problems import NoEnglishPage
from clientwright.problems import Location
from clientwright.specs.model import Endpoint


def missing_english(endpoints: Sequence[Endpoint], location: Location) -> Iterator[NoEnglishPage]:
    """Yield one problem if some endpoints have texts, but none in English.

    Their docstrings are in the first of their languages; see `Endpoint.text`.
    """
    foreign = sorted(
        (min(endpoint.words), str(endpoint.id))
        for endpoint in endpoints
        if endpoint.words and "en" not in endpoint.words
    )
    if foreign:
        locales, ids = zip(*foreign, strict=True)
        yield NoEnglishPage(location, ids, locales)
