"""The HTML page: self-contained, safe for any text, stable, and usable without script or mouse."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from clientwright.testing.promises import Report, VerdictState
from clientwright.testing.report import html_page
from clientwright.testing.report.report_context import ReportContext
from testing.report.sample_reports import HOSTILE, ORIGIN, report, report_context, reports, verdict

VOID = {"meta", "input"}


class Reader(HTMLParser):
    """Collects the elements and the text of a page, and checks that elements nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that the end tag matches its start."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Record text outside styles."""
        if "style" not in self.open:
            self.text.append(data)


def read(html: str) -> Reader:
    """Read a page, and check that it is complete."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@given(reports)
@settings(max_examples=30)
def test_any_text_stays_text(run: Report) -> None:
    """Text of servers or specs never adds an element, and the page has no control characters."""
    html = html_page.render(report_context(run))
    html.encode()
    assert all(char.isprintable() or char == "\n" for char in html)
    reader = read(html)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in reader.elements}
    assert sum(tag == "details" for tag, _ in reader.elements) == len(
        {(v.promise.endpoint, v.promise.id) for v in run.verdicts}
    )


def test_hostile_text_is_shown() -> None:
    """Markup is shown as text; invisible characters are escaped."""
    run = Report((verdict(VerdictState.NOT_TRIED, reason=HOSTILE),))
    text = "".join(read(html_page.render(report_context(run))).text)
    assert "<script>alert(1)</script>&'\"]]>" in text
    assert "\\x00\\x1b[31m\\u202e\\ud800" in text
    assert "{{ 7 }}" in text


def test_page_is_self_contained() -> None:
    """Nothing is fetched: no src, no link, no url() in styles, and the page's policy forbids it."""
    html = html_page.render(report_context())
    assert not re.search(r"\b(src|href|srcset)=|url\(|@import", html)
    assert "default-src 'none'" in html


def test_page_has_every_promise_with_evidence() -> None:
    """The page has each promise's sentence, id, location, states, payload, calls and rerun command."""
    context = report_context()
    text = "".join(read(html_page.render(context)).text)
    for one in context.report.verdicts:
        for part in (one.promise.sentence, one.promise.id, str(one.promise.place), one.reason):
            assert part in text
        assert f"{one.target}: {one.state}" in text
    for part in ('{"duration": 2}', "curl -sS -X POST", "--seed 7", "Are unknown keys accepted?"):
        assert part in text


def test_broken_promises_are_unfolded() -> None:
    """Broken promises are unfolded; accepted and other promises are not."""
    for context, unfolded in ((report_context(), 1), (report_context(accepted="known"), 0)):
        found = read(html_page.render(context)).elements
        assert sum(tag == "details" and "open" in attrs for tag, attrs in found) == unfolded


def test_each_state_has_its_filter() -> None:
    """Every state has a radio button, and style that hides the promises without that state."""
    html = html_page.render(report_context())
    ids = [attrs.get("id") for tag, attrs in read(html).elements if tag == "input"]
    assert ids == ["f-all", *(f"f-{html_page.state_class(state)}" for state in VerdictState)]
    for state in VerdictState:
        kind = html_page.state_class(state)
        assert f"body:has(#f-{kind}:checked) details:not(.has-{kind})" in html
        assert f'class="has-{kind}' in html or f" has-{kind}" in html


def test_page_is_stable() -> None:
    """Rendered twice, a page is the same; its only date is that of its origin."""
    assert html_page.render(report_context(report())) == html_page.render(report_context(report()))
    assert not re.search(r"\b20\d\d-\d\d", html_page.render(report_context()))


def test_top_tells_date_versions_and_terms() -> None:
    """Above the first promise stand date, versions, the specs' hash, and what unusual verdicts mean."""
    html = html_page.render(replace(report_context(), origin=ORIGIN))
    top = "".join(read(f"{html.partition('<main>')[0]}</body></html>").text)
    for part in (
        "2026-11-28 02:05 UTC",
        "clientwright 0.1.0",
        "specs runcomfy 0123456789ab",
        f"dominated: {html_page.STATE_MEANINGS[VerdictState.DOMINATED]}",
        f"unobservable: {html_page.STATE_MEANINGS[VerdictState.UNOBSERVABLE]}",
    ):
        assert part in top


def test_findings_come_first() -> None:
    """Broken promises stand above the filter and the endpoints, and only there."""
    html = html_page.render(report_context())
    first, _, rest = html.partition("<fieldset")
    assert "<h2>Findings</h2>" in first
    assert 'class="has-broken' in first
    assert 'class="has-broken' not in rest
    accepted = html_page.render(report_context(accepted="known"))
    assert "<h2>Findings</h2>" not in accepted


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
    assert f'<p class="verdict {kind}">{text}</p>' in html


def test_headline_has_one_size() -> None:
    """No class beside `verdict` sets the size or the weight of the headline, whatever the result."""
    styles = re.findall(r"([^{}]+)\{([^{}]*)\}", html_page.render(report_context()))
    sized = {selector.strip() for selector, rules in styles if "font-size" in rules}
    assert ".verdict" in sized
    for state in VerdictState:
        assert f".{html_page.state_class(state)}" not in sized


def test_interrupted_run_is_marked() -> None:
    """A partial report is marked as such."""
    early = html_page.render(report_context(replace(report(), interrupted=True)))
    assert "<strong>Incomplete:</strong> 6 of 7 verdicts tried, interrupted." in early
    assert "Incomplete" not in html_page.render(report_context())


def test_empty_report_is_a_page() -> None:
    """A report without verdicts states that nothing was tried."""
    assert "Nothing was tried" in html_page.render(report_context(Report(())))


def _light(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_has_enough_contrast() -> None:
    """In light and dark mode, each text colour has a contrast of 4.5 to 1 to each background (WCAG AA)."""
    html = html_page.render(report_context())
    modes = [dict(re.findall(r"--([\w-]+): (#\w{6})", part)) for part in html.split("@media", 1)]
    light, dark = ({**mode, "paper": mode.get("paper", "#ffffff")} for mode in modes)
    for mode in (light, dark):
        grounds = [mode.pop(name) for name in ("paper", "ground", "code")]
        del mode["line"]
        assert set(mode) == {"ink", "soft", "link", *map(html_page.state_class, VerdictState)}
        for text in mode.values():
            for ground in grounds:
                low, high = sorted((_light(text), _light(ground)))
                assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)
