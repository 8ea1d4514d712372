"""A retired endpoint has no promises, and its cassettes are ignored."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from clientwright.evolution.sync.specs_folder import read_specs_folder
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.cassettes import cassette_trials, stale_cassettes
from sources.support import IMAGE_TO_VIDEO, ROOT, TEXT_TO_VIDEO

CASSETTES = ROOT / "tests" / "cassettes"


@pytest.fixture
def specs(tmp_path: Path) -> Specs:
    """The specs of this repository with one endpoint retired."""
    shutil.copytree(ROOT / "specs" / "runcomfy", tmp_path / "runcomfy")
    path = tmp_path / "runcomfy" / f"{TEXT_TO_VIDEO}.json"
    document = {**json.loads(path.read_text("utf-8")), "retired": True}
    path.write_text(json.dumps(document), "utf-8")
    return load_specs(tmp_path).services[0]


def test_retired_endpoint_is_loaded_separately(specs: Specs) -> None:
    """Clients, sandboxes and promises do not include it; sync still knows it."""
    assert [str(one.id) for one in specs.endpoints] == [IMAGE_TO_VIDEO]
    assert [str(one.id) for one in specs.retired] == [TEXT_TO_VIDEO]
    assert {*map(str, read_specs_folder(specs.root).endpoints)} == {IMAGE_TO_VIDEO, TEXT_TO_VIDEO}


def test_cassettes_of_retired_endpoints_are_ignored(specs: Specs) -> None:
    """They are not stray, stale or tested; those of the other endpoint are checked as before."""
    assert stale_cassettes.check_folder(CASSETTES, specs) == ()
    tested = {promise.endpoint for trial in cassette_trials.list_trials(specs, CASSETTES) for promise in trial.promises}  # fmt: skip
    assert tested == {IMAGE_TO_VIDEO}
