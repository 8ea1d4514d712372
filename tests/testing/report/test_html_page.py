"""The HTML page: self-contained, safe for any text, stable, and usable without script or mouse."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from clientwright.testing.promises import Report, VerdictState
from clientwright.testing.report import html_page
from clientwright.testing.report.report_context import ReportContext
from testing.report.page_reader import read_page
from testing.report.sample_reports import HOSTILE, ORIGIN, report, report_context, reports, verdict

TAGS = set(
    "html head meta title style body header main nav section div p h1 h2 h3 h4 span strong b i br small "
    "code pre a ul li dl dt dd time table thead tbody tr th td caption details summary figure "
    "figcaption svg symbol marker use circle path line rect text".split()
)
ATTRIBUTES = set(
    "lang charset name content http-equiv class id style href datetime tabindex role scope open "
    "aria-hidden aria-label aria-labelledby width height viewbox overflow x y x1 x2 y1 y2 r rx d "
    "refx refy markerwidth markerheight markerunits orient marker-end".split()
)
"""Every element and attribute of a page: no script, no handler of events, no address to load."""


@given(reports)
@settings(max_examples=60)
def test_any_text_stays_text(run: Report) -> None:
    """Text of servers or specs never adds an element, and the page has no control characters."""
    html = html_page.render(report_context(run))
    html.encode()
    assert all(char.isprintable() or char == "\n" for char in html)
    reader = read_page(html)
    assert {tag for tag, _ in reader.elements} <= TAGS
    assert {name for _, attrs in reader.elements for name in attrs} <= ATTRIBUTES


def test_hostile_text_is_shown() -> None:
    """Markup is shown as text; invisible characters are escaped."""
    run = Report((verdict(VerdictState.NOT_TRIED, reason=HOSTILE),))
    text = "".join(read_page(html_page.render(report_context(run))).text)
    assert "<script>alert(1)</script>&'\"]]>" in text
    assert "\\x00\\x1b[31m\\u202e\\ud800" in text
    assert "{{ 7 }}" in text


def test_page_is_self_contained() -> None:
    """Nothing is fetched: addresses lead into the page itself, and the page's policy forbids others."""
    html = html_page.render(report_context())
    assert not re.search(r"\b(src|srcset|action|data)=|@import|href=\"(?!#)|url\((?!#)", html)
    assert "default-src 'none'" in html


def test_page_has_every_promise_with_evidence() -> None:
    """The page has each promise's sentence, id, location, states, payload, calls and rerun command."""
    context = report_context()
    text = "".join(read_page(html_page.render(context)).text)
    for one in context.report.verdicts:
        place = one.promise.place
        for part in (one.promise.sentence, one.promise.id, place.pointer, one.reason):
            assert part in text
        assert f"{one.target}: {one.state}" in text
        assert place.file in text
        assert str(place) in text or f"line {place.line} " in text
    for part in ('{"duration": 2}', "curl -sS -X POST", "--seed 7", "Are unknown keys accepted?"):
        assert part in text


def finding_anchors(html: str) -> list[str]:
    """Return the ids of the findings of a page."""
    return [
        one["id"] for one in read_page(html).of("div") if re.fullmatch(r"f\d+", one.get("id", ""))
    ]


@given(reports)
@settings(max_examples=60)
def test_every_finding_is_shown_once(run: Report) -> None:
    """Each broken promise that no other finding explains has a finding of its own, and no other has."""
    context = report_context(run)
    shown = {
        (v.promise.endpoint, v.promise.id)
        for v in context.findings
        if (fault := context.fault_of(v)) is None or fault.example is v
    }
    assert len(finding_anchors(html_page.render(context))) == len(shown)


def test_accepted_findings_are_no_findings() -> None:
    """What a baseline accepts is in the lists, with its reason in --json, and not among the findings."""
    assert finding_anchors(html_page.render(report_context())) == ["f1"]
    assert finding_anchors(html_page.render(report_context(accepted="known"))) == []


def test_broken_cells_lead_to_their_findings() -> None:
    """A broken cell of the matrix and a broken promise of a list are links to the finding."""
    found = [one["href"] for one in read_page(html_page.render(report_context())).of("a")]
    assert found.count("#f1") == 2


def test_pictures_and_tables_are_described() -> None:
    """Every picture has a text or is decoration, and every header of a table says what it heads."""
    reader = read_page(html_page.render(report_context()))
    for one in reader.of("svg"):
        assert one.get("aria-hidden") == "true" or (one["role"] == "img" and one["aria-label"])
    labels = [one["aria-label"] for one in reader.of("svg") if one.get("role") == "img"]
    assert any("wrong: 2 (server)" in label for label in labels)
    assert any("running to waiting: seen 1 time" in label for label in labels)
    assert {one["scope"] for one in reader.of("th")} == {"row", "col"}


@pytest.mark.parametrize(("endpoints", "unfolded"), [(1, True), (119, False)])
def test_many_endpoints_are_folded(endpoints: int, unfolded: bool) -> None:
    """Few endpoints are unfolded; of many, only an overview with a link to each is."""
    run = Report(
        tuple(
            verdict(id=f"m/{n}:{name}", endpoint=f"m/{n}")
            for n in range(endpoints)
            for name in ("a", "b")
        )
    )
    reader = read_page(html_page.render(report_context(run)))
    folded = [one for one in reader.of("details") if "class" not in one]
    assert len(folded) == endpoints
    assert all(("open" in one) is unfolded for one in folded)
    links = [one["href"] for one in reader.of("a") if one["href"].startswith("#e")]
    assert links == ([f"#e{n}" for n in range(1, endpoints + 1)] if endpoints > 1 else [])


def test_page_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long page has evidence of some findings and leaves proved promises out, and counts the rest."""
    monkeypatch.setattr(html_page, "MAX_FINDINGS", 2)
    monkeypatch.setattr(html_page, "MAX_LISTED", 6)
    broken = [verdict(VerdictState.BROKEN, f"a/b{n}") for n in range(5)]
    proved = [verdict(id=f"a/p{n}") for n in range(3)]
    html = html_page.render(report_context(Report((*broken, *proved))))
    text = "".join(read_page(html).text)
    assert finding_anchors(html) == ["f1", "f2"]
    assert "3 more broken promises" in text
    assert "5 promises, one by one; 3 others only in --json" in text
    assert "a/p1" not in text
    assert "a/b4" in text


def test_page_is_stable() -> None:
    """Rendered twice, a page is the same; its only date is that of its origin."""
    assert html_page.render(report_context(report())) == html_page.render(report_context(report()))
    assert not re.search(r"\b20\d\d-\d\d", html_page.render(report_context()))


def test_top_tells_date_versions_and_terms() -> None:
    """Above the first promise stand date, versions, the specs' hash, and what unusual verdicts mean."""
    html = html_page.render(replace(report_context(), origin=ORIGIN))
    top = html.partition("<main>")[0]
    for part in (
        "seed 7",
        "2026-11-28 02:05 UTC",
        "clientwright 0.1.0",
        "specs runcomfy 0123456789ab",
        *html_page.STATE_MEANINGS.values(),
    ):
        assert part in top


def test_findings_come_first() -> None:
    """Findings stand above the overview and the endpoints; without any, there is no such part."""
    html = html_page.render(report_context())
    assert html.index('id="findings"') < html.index('id="overview"') < html.index('id="e1"')
    assert 'id="findings"' not in html_page.render(report_context(accepted="known"))


KEPT = (verdict(), verdict(id="image-to-video/duration/maximum"))
UNTRIED = verdict(VerdictState.NOT_TRIED, "errors/other", reason="no token")


@pytest.mark.parametrize(
    ("context", "text", "kind"),
    [
        (report_context(), "1 promise is broken", "broken"),
        (report_context(Report(KEPT)), "All 2 documented rules hold", "proved"),
        (report_context(Report(KEPT[:1])), "The documented rule holds", "proved"),
        (
            report_context(Report((*KEPT, UNTRIED))),
            "All 2 documented rules that were tried hold",
            "proved",
        ),
        (
            report_context(Report((*KEPT, UNTRIED), interrupted=True)),
            "Incomplete: 2 rules hold so far",
            "dominated",
        ),
        (
            report_context(replace(report(), interrupted=True)),
            "1 promise is broken",
            "broken",
        ),
        (report_context(accepted="x"), "No new finding; 1 known finding is accepted", "dominated"),
        (report_context(Report((UNTRIED,))), "Nothing was tried", "not-tried"),
        (report_context(Report(())), "Nothing was tried", "not-tried"),
    ],
)
def test_headline(context: ReportContext, text: str, kind: str) -> None:
    """The headline says what was found and no more, in the colour of its result."""
    html = html_page.render(context)
    assert f'<h1 class="verdict {kind}">{text}</h1>' in html


def test_interrupted_run_is_marked() -> None:
    """A partial report is marked as such."""
    early = html_page.render(report_context(replace(report(), interrupted=True)))
    assert "<strong>Incomplete:</strong> 6 of 7 verdicts tried, interrupted." in early
    assert "Incomplete" not in html_page.render(report_context())


def test_empty_report_is_a_page() -> None:
    """A report without verdicts states that nothing was tried."""
    assert "Nothing was tried" in html_page.render(report_context(Report(())))
