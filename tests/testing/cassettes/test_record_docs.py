"""The examples in docs/record.md are run against the committed cassettes."""

from __future__ import annotations

import re
from inspect import iscoroutinefunction
from typing import Any

import anyio
import pytest

from clientwright.testing.cassettes.recording_plan import plan_recording
from testing.cassettes.support import ROOT, specs

PAGE = (ROOT / "docs" / "record.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)


@pytest.mark.parametrize("block", BLOCKS)
def test_examples_pass(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test in an example passes unchanged in this repository."""
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    exec(compile(block, "docs/record.md", "exec"), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        if iscoroutinefunction(test):
            anyio.run(test, monkeypatch)
        else:
            test(monkeypatch)


def test_every_scenario_is_explained() -> None:
    """The page names each scenario, or the pattern of its kind."""
    for one in plan_recording(specs()):
        kind = one.scenario.name.split("-")[0]
        assert f"`{one.scenario.name}`" in PAGE or f"`{kind}-…`" in PAGE, one.scenario.name
