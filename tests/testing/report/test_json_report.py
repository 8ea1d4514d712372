"""The JSON document is complete, strict and stable."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.errors import UsageError
from clientwright.specs.spec_files import load_specs
from clientwright.testing.promises import INTERRUPTED_REASON, Report, VerdictState
from clientwright.testing.report import json_report
from clientwright.testing.report.report_context import RunOrigin, report_date
from sources.support import ROOT
from testing.report.sample_reports import ORIGIN, finding, report, report_context, reports, verdict


@given(reports)
def test_report_round_trips(run: Report) -> None:
    """Written and read again, a report is the same; the text is ASCII."""
    text = json_report.dumps(report_context(run))
    assert text.isascii()
    assert json_report.read_report(json.loads(text)) == run


def test_nan_and_infinity_are_kept_as_text() -> None:
    """NaN and infinities are not JSON: the document stays strict, and reading restores them."""
    payload = {"cfg_scale": math.nan, "duration": math.inf}
    broken = replace(verdict(VerdictState.BROKEN), finding=finding(payload))
    text = json_report.dumps(report_context(Report((broken,))))

    def refuse(name: str) -> None:
        raise AssertionError(name)

    read = json_report.read_report(json.loads(text, parse_constant=refuse)).verdicts[0].finding
    assert read is not None
    assert math.isnan(read.payload["cfg_scale"])
    assert read.payload["duration"] == math.inf


def test_finding_is_complete() -> None:
    """A finding has what was seen and expected, the calls, a shell line and the rerun command."""
    document = json_report.report_document(report_context())
    assert document["format"] == "clientwright-contract-report"
    assert document["version"] == 2
    assert document["summary"] == {
        "proved": 3,
        "broken": 1,
        "dominated": 1,
        "unobservable": 1,
        "not tried": 1,
    }
    first = document["verdicts"][0]
    assert first["place"]["line"] == 44
    assert first["finding"]["payload"] == {"json": {"duration": 2}}
    assert first["finding"]["exchanges"][0]["sent"] == {"ascii": '{"duration": 2}'}
    assert first["finding"]["exchanges"][0]["curl"].startswith("curl ")
    assert "--only image-to-video/duration/minimum --seed 7" in first["finding"]["again"]


def test_long_body_is_compressed() -> None:
    """Ten megabytes of one letter do not make a document of ten megabytes."""
    broken = replace(verdict(VerdictState.BROKEN), finding=finding(b"a" * 10_000_000))
    text = json_report.dumps(report_context(Report((broken,))))
    assert len(text) < 100_000
    assert json_report.read_report(json.loads(text)).verdicts == (broken,)


def test_early_end_is_counted() -> None:
    """A run that ended early says how many verdicts were tried, of how many, and why; others say null."""
    assert json_report.report_document(report_context())["incomplete"] is None
    cut = verdict(VerdictState.NOT_TRIED, "a/b", reason=INTERRUPTED_REASON)
    run = Report((verdict(), cut), interrupted=True)
    document = json_report.report_document(report_context(run))
    assert document["incomplete"] == {"tried": 1, "planned": 2, "reason": "interrupted"}
    assert json_report.read_report(document) == run
    gone = verdict(VerdictState.NOT_TRIED, "a/b", reason="it is gone")
    stopped = Report((verdict(), gone, gone), stopped="it is gone")
    assert json_report.report_document(report_context(stopped))["incomplete"] == {
        "tried": 1,
        "planned": 3,
        "reason": "it is gone",
    }


def test_origin_is_written() -> None:
    """The document has its date, clientwright's version, and the specs with their hash."""
    context = replace(report_context(), origin=ORIGIN)
    document = json_report.report_document(context)
    assert document["date"] == "2026-11-28T02:05:00Z"
    assert (document["clientwright"], document["specs"]) == ("0.1.0", "runcomfy 0123456789ab")
    assert json_report.read_report(document) == report()


def test_hash_follows_the_content_of_specs() -> None:
    """The hash is the same for the same specs, and another one after a change."""
    (specs,) = load_specs(ROOT / "specs" / "runcomfy").services
    first = RunOrigin.of_specs(specs, ORIGIN.date)
    assert first == RunOrigin.of_specs(specs, ORIGIN.date)
    fewer = replace(specs, endpoints=specs.endpoints[:1])
    assert RunOrigin.of_specs(fewer, ORIGIN.date).specs != first.specs


@given(st.integers(0, 2**33))
def test_date_can_be_set(seconds: int) -> None:
    """SOURCE_DATE_EPOCH sets the date of reports, so that they can be reproduced."""
    assert report_date({"SOURCE_DATE_EPOCH": str(seconds)}).timestamp() == seconds
    assert report_date({}).tzinfo is UTC


@pytest.mark.parametrize("text", ["yesterday", "1.5", "9" * 30])
def test_unusable_date_is_a_usage_error(text: str) -> None:
    """A date that is not a number of seconds is reported with its variable."""
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        report_date({"SOURCE_DATE_EPOCH": text})


@pytest.mark.parametrize("other", [{"version": 3}, {"format": "else"}])
def test_other_documents_are_refused(other: dict[str, object]) -> None:
    """A document of another format or version is refused."""
    with pytest.raises(ValueError, match="version 1"):
        json_report.read_report({**json_report.report_document(report_context(report())), **other})


def test_version_1_is_read() -> None:
    """A report of version 1, which called the target `judge`, reads as the same run."""
    document = json_report.report_document(report_context())
    for item in (*document["verdicts"], *document["notes"]):
        item["judge"] = item.pop("target")
    assert json_report.read_report({**document, "version": 1}) == report()


def test_version_2_without_later_keys_is_read() -> None:
    """Keys that were added within version 2 may be missing."""
    document = json_report.report_document(report_context())
    for name in ("date", "clientwright", "specs", "incomplete", "stopped"):
        del document[name]
    assert json_report.read_report(document) == report()


def test_accepted_finding_has_its_reason() -> None:
    """A finding accepted by a baseline has its reason, and is still broken."""
    accepted = report_context(accepted="x")
    first, second, *_ = json_report.report_document(accepted)["verdicts"]
    assert (first["state"], first["accepted"], second["accepted"]) == ("broken", "x", None)
