"""The dry run of an update predicts the real run, and equals sync and generate."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientwright.cli import main
from evolution.sync.support import Json, catalogue_entry, catalogue_json, schema
from evolution.update.support import UPDATE

IDS = ("acme/clip/one", "acme/clip/two", "acme/pic")
BAD = {"model_id": "acme/bad", "input_schema": {"type": "strnig"}}


@st.composite
def catalogues(draw: st.DrawFn) -> Json:
    """Draw a catalogue of a few endpoints, sometimes with an entry that cannot be read."""
    ids = draw(st.lists(st.sampled_from(IDS), unique=True))
    bad = [BAD] if draw(st.integers(0, 3)) == 0 else []
    return catalogue_json([*(catalogue_entry(id, draw(_schemas)) for id in ids), *bad])


def _schema(longest: int, extra: bool, required: list[str]) -> Json:
    duration = {"type": "int", "minimum": 3, "maximum": longest, "default": 5}
    more = {"seed": {"type": "int"}} if extra else {}
    return {**schema(prompt={"type": "str"}, duration=duration, **more), "required": required}


_schemas = st.builds(
    _schema, st.integers(8, 12), st.booleans(), st.sampled_from([[], ["prompt"], ["duration"]])
)


class Place:
    """A folder in which the command line runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, catalogue: Json) -> None:
        """Save a catalogue there."""
        (self.folder / "models.json").write_text(json.dumps(catalogue), "utf-8")

    def run(self, *args: str) -> Result:
        """Run a command there."""
        was = Path.cwd()
        os.chdir(self.folder)
        try:
            return CliRunner().invoke(main, args, prog_name="clientwright")
        finally:
            os.chdir(was)

    def tree(self) -> dict[str, bytes]:
        """Return every file that a command wrote."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found if "__pycache__" not in path.parts}  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(catalogues(), catalogues())
def test_dry_run_predicts_the_real_run(before: Json, after: Json) -> None:
    """Its JSON equals the real one but for `written`, and names exactly the files that change."""
    with tempfile.TemporaryDirectory() as name:
        folder_under_test = Place(Path(name, "work"))
        folder_under_test.folder.mkdir()
        folder_under_test.save(before)
        folder_under_test.run(*UPDATE)
        folder_under_test.save(after)
        was = folder_under_test.tree()
        other = Place(Path(name, "other"))
        shutil.copytree(folder_under_test.folder, other.folder)
        dry = folder_under_test.run(*UPDATE, "--dry-run", "--json")
        assert folder_under_test.tree() == was
        real = folder_under_test.run(*UPDATE, "--json")
        now = folder_under_test.tree()
        dry_report, real_report = json.loads(dry.stdout), json.loads(real.stdout)
        changed = {name for name in was | now if was.get(name) != now.get(name)}
        assert (dry_report.pop("written"), real_report.pop("written")) == (False, bool(changed))
        specs = {one["path"] for one in real_report["sync"]["changes"] if one.pop("written")}
        assert not any(one.pop("written") for one in dry_report["sync"]["changes"])
        assert dry_report == real_report
        package = {f"generated/runcomfy/{name}" for name in real_report["package"]["changed"]}
        note = {real_report["changelog"]} - {None}
        assert changed - {"specs/runcomfy/service.json"} == specs | package | note
        assert (dry.exit_code, real.exit_code) == (int(bool(changed) or real.exit_code), real.exit_code)  # fmt: skip
        other.run("sync", "--catalogue", "models.json")
        other.run("generate")
        notes = "specs/runcomfy/CHANGELOG.md"
        assert {**other.tree(), notes: b""} == {**now, notes: b""}
        again = folder_under_test.run(*UPDATE, "--json")
        assert json.loads(again.stdout)["written"] is False
        assert folder_under_test.tree() == now
