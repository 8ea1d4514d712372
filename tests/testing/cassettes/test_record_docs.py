"""The examples in docs/record.md are run by pytest against the committed cassettes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from clientwright.specs.spec_files import load_specs
from clientwright.testing.cassettes.conversion import convert_folder
from clientwright.testing.cassettes.recording_plan import plan_recording
from testing.cassettes.support import COMMITTED_CASSETTES, ROOT, specs

PAGE = (ROOT / "docs" / "record.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)
OPTIONS = ("-q", "-c", os.devnull, "--rootdir", ".", "-p", "no:cacheprovider", "-p", "no:xdist")
PATHS = os.pathsep.join([str(ROOT / "generated"), str(ROOT / "generator")])


@pytest.mark.parametrize("block", BLOCKS)
def test_examples_pass(block: str, tmp_path: Path) -> None:
    """Each test in an example passes unchanged, with the network blocked, beside cassettes of both formats."""
    cassettes = tmp_path / "tests" / "cassettes"
    shutil.copytree(COMMITTED_CASSETTES, cassettes)
    assert list(convert_folder(specs().service, cassettes, tmp_path / "tests" / "vcr", ".yaml"))
    (tmp_path / "test_example.py").write_text(block, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--block-network", "--record-mode=none", *OPTIONS],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": PATHS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_every_scenario_is_explained() -> None:
    """The page names each scenario, or the pattern of its kind."""
    (film,) = load_specs(ROOT / "tests" / "providers" / "filmhouse").services
    found = (specs(), *load_specs(ROOT / "specs").services, film)
    plans = (plan_recording(replace(one, endpoints=one.endpoints[:1])) for one in found)
    for one in (one for plan in plans for one in plan):
        kind = one.scenario.name.split("-")[0]
        assert f"`{one.scenario.name}`" in PAGE or f"`{kind}-…`" in PAGE, one.scenario.name
