"""A report as JUnit XML: one test case for each promise and judge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree as Xml

from clientwright.contract.promises import State, Verdict
from clientwright.contract.report import counts, text
from clientwright.contract.report.told import Told

_NOT_XML = re.compile(
    "[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)


def dumps(told: Told) -> str:
    """Write a run as XML: broken promises are failures, what is not proved is skipped, with its reason."""
    verdicts = sorted(told.report.verdicts, key=_suite_of)
    root = Xml.Element("testsuites", {"name": "clientwright contract", **_counted(verdicts, told)})
    for name, group in groupby(verdicts, key=_suite_of):
        cases = list(group)
        suite = Xml.SubElement(root, "testsuite", {"name": name, **_counted(cases, told)})
        for verdict in cases:
            _case(suite, verdict, told)
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def _case(suite: Xml.Element, verdict: Verdict, told: Told) -> None:
    name = f"{verdict.promise.id}[{verdict.judge}]"
    made = {"classname": f"contract.{verdict.promise.group}", "name": legal(name)}
    case = Xml.SubElement(suite, "testcase", made)
    if _fails(verdict, told):
        seen = verdict.finding.seen if verdict.finding else verdict.reason
        failure = {"type": "broken", "message": legal(f"{verdict.promise.sentence} Seen: {seen}")}
        Xml.SubElement(case, "failure", failure).text = legal(_story(verdict, told))
    elif verdict.state is not State.PROVED:
        why = f"accepted: {told.reason(verdict)}" if told.reason(verdict) else _why(verdict)
        Xml.SubElement(case, "skipped", {"message": legal(why)})


def _story(verdict: Verdict, told: Told) -> str:
    promise = verdict.promise
    return "\n".join([promise.sentence, str(promise.place), *text.evidence(verdict, told)])


def _why(verdict: Verdict) -> str:
    return f"{verdict.state}: {verdict.reason}" if verdict.reason else str(verdict.state)


def _counted(verdicts: Sequence[Verdict], told: Told) -> dict[str, str]:
    failures = sum(_fails(verdict, told) for verdict in verdicts)
    proved = sum(verdict.state is State.PROVED for verdict in verdicts)
    skipped = len(verdicts) - failures - proved
    numbers = {"tests": len(verdicts), "failures": failures, "errors": 0, "skipped": skipped}
    return {name: str(number) for name, number in numbers.items()}


def _fails(verdict: Verdict, told: Told) -> bool:
    return verdict.state is State.BROKEN and not told.reason(verdict)


def _suite_of(verdict: Verdict) -> str:
    return legal(verdict.promise.endpoint or counts.SERVICE)


def legal(text: str) -> str:
    """Escape what XML cannot hold (control characters, half surrogates), as Python writes it."""
    return _NOT_XML.sub(lambda found: ascii(found[0])[1:-1], text)
