"""The five real pages, where they are."""

from __future__ import annotations

import pytest

from clientwright.normalize.import_endpoints import import_endpoints
from clientwright.problems import has_errors
from sources.support import IMAGE_TO_VIDEO, ROOT, SERVICE, TEXT_TO_VIDEO, fixture_pages, read_all

REAL = sorted((ROOT.parent / "shared" / "pages").glob("*.txt"))

pytestmark = pytest.mark.skipif(not REAL, reason="the real pages are not in ../shared/pages")


def test_the_real_pages_are_imported() -> None:
    """Five real pages become two endpoints, their words in the pages' languages, nothing in the way."""
    imported = import_endpoints(read_all(REAL), SERVICE, {})
    assert not imported.problems
    locales = {str(endpoint.id): sorted(endpoint.words) for endpoint in imported.endpoints}
    assert locales == {IMAGE_TO_VIDEO: ["es", "ja", "ru", "zh-TW"], TEXT_TO_VIDEO: ["zh-TW"]}


def test_every_real_endpoint_has_its_sum_rule() -> None:
    """The rule that prose states is recognised on each real page by itself."""
    for raw in read_all(REAL):
        (endpoint,) = import_endpoints([raw], SERVICE, {}).endpoints
        assert [rule.kind for rule in endpoint.rules] == ["sum-equals"]


def test_the_fixture_pages_document_the_same_endpoints() -> None:
    """Fixture pages and real pages combine: they have one structure."""
    fixtures = read_all(path for path in fixture_pages() if ".en." in path.name)
    imported = import_endpoints([*read_all(REAL), *fixtures], SERVICE, {})
    assert not has_errors(imported.problems)
    assert len(imported.endpoints) == 2
    assert all("en" in endpoint.words for endpoint in imported.endpoints)
