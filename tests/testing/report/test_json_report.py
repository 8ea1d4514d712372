"""The JSON document is complete, strict and stable."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given

from clientwright.testing.promises import Report, VerdictState
from clientwright.testing.report import json_reader, json_writer
from testing.report.sample_reports import finding, report, report_context, reports, verdict


@given(reports)
def test_report_round_trips(run: Report) -> None:
    """Written and read again, a report is the same; the text is ASCII."""
    text = json_writer.dumps(report_context(run))
    assert text.isascii()
    assert json_reader.read_report(json.loads(text)) == run


def test_nan_and_infinity_are_kept_as_text() -> None:
    """NaN and infinities are not JSON: the document stays strict, and reading restores them."""
    payload = {"cfg_scale": math.nan, "duration": math.inf}
    broken = replace(verdict(VerdictState.BROKEN), finding=finding(payload))
    text = json_writer.dumps(report_context(Report((broken,))))

    def refuse(name: str) -> None:
        raise AssertionError(name)

    read = json_reader.read_report(json.loads(text, parse_constant=refuse)).verdicts[0].finding
    assert read is not None
    assert math.isnan(read.payload["cfg_scale"])
    assert read.payload["duration"] == math.inf


def test_finding_is_complete() -> None:
    """A finding has what was seen and expected, the calls, a shell line and the rerun command."""
    document = json_writer.report_document(report_context())
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
    text = json_writer.dumps(report_context(Report((broken,))))
    assert len(text) < 100_000
    assert json_reader.read_report(json.loads(text)).verdicts == (broken,)


@pytest.mark.parametrize("other", [{"version": 3}, {"format": "else"}])
def test_other_documents_are_refused(other: dict[str, object]) -> None:
    """A document of another format or version is refused."""
    with pytest.raises(ValueError, match="version 1"):
        json_reader.read_report({**json_writer.report_document(report_context(report())), **other})


def test_version_1_is_read() -> None:
    """A report of version 1, which called the target `judge`, reads as the same run."""
    document = json_writer.report_document(report_context())
    for item in (*document["verdicts"], *document["notes"]):
        item["judge"] = item.pop("target")
    assert json_reader.read_report({**document, "version": 1}) == report()


def test_accepted_finding_has_its_reason() -> None:
    """A finding accepted by a baseline has its reason, and is still broken."""
    accepted = report_context(accepted="x")
    first, second, *_ = json_writer.report_document(accepted)["verdicts"]
    assert (first["state"], first["accepted"], second["accepted"]) == ("broken", "x", None)
