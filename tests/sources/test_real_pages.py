"""The five real pages, if they are available."""

from __future__ import annotations

import pytest

from clientwright.normalize.import_endpoints import import_endpoints
from clientwright.problems import has_errors
from sources.support import IMAGE_TO_VIDEO, ROOT, SERVICE, TEXT_TO_VIDEO, fixture_pages, read_all

REAL = sorted((ROOT.parent / "shared" / "pages").glob("*.txt"))

pytestmark = pytest.mark.skipif(not REAL, reason="the real pages are not in ../shared/pages")


def test_real_pages_are_imported() -> None:
    """Five real pages become two endpoints, with texts in each page's language and no problems."""
    imported = import_endpoints(read_all(REAL), SERVICE, {})
    assert not imported.problems
    locales = {str(endpoint.id): sorted(endpoint.words) for endpoint in imported.endpoints}
    assert locales == {IMAGE_TO_VIDEO: ["es", "ja", "ru", "zh-TW"], TEXT_TO_VIDEO: ["zh-TW"]}


def test_every_real_page_has_its_sum_rule() -> None:
    """The rule stated in prose is recognized on each real page alone."""
    for raw in read_all(REAL):
        (endpoint,) = import_endpoints([raw], SERVICE, {}).endpoints
        assert [rule.kind for rule in endpoint.rules] == ["sum-equals"]


def test_fixture_pages_match_real_pages() -> None:
    """Fixture pages and real pages have the same structure and combine."""
    fixtures = read_all(path for path in fixture_pages() if ".en." in path.name)
    imported = import_endpoints([*read_all(REAL), *fixtures], SERVICE, {})
    assert not has_errors(imported.problems)
    assert len(imported.endpoints) == 2
    assert all("en" in endpoint.words for endpoint in imported.endpoints)
