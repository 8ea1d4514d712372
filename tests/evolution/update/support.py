"""What the tests of update share: a small catalogue, and the same one on the day it changes."""

from __future__ import annotations

from pathlib import Path

from cli.support import Workspace
from evolution.sync.support import Json, catalogue_entry, catalogue_json, schema

UPDATE = ("update", "--catalogue", "models.json")
ONE, TWO, NEW = "acme/clip/one", "acme/clip/two", "acme/clip/three"


def catalogue_before() -> Json:
    """Give the catalogue of the day before."""
    return catalogue_json([catalogue_entry(ONE, _schema(15)), catalogue_entry(TWO, _schema(10))])


def catalogue_after() -> Json:
    """Give the catalogue with a tighter bound, an endpoint that is gone and one that is new."""
    return catalogue_json([catalogue_entry(ONE, _schema(12)), catalogue_entry(NEW, _schema(10))])


def catalogue_widened() -> Json:
    """Give the catalogue with a wider bound."""
    return catalogue_json([catalogue_entry(ONE, _schema(20)), catalogue_entry(TWO, _schema(10))])


def _schema(longest: int) -> Json:
    duration = {"type": "int", "minimum": 3, "maximum": longest, "default": 5}
    return {**schema(prompt={"type": "str"}, duration=duration), "required": ["prompt"]}


def record_cassettes(workspace: Workspace) -> Path:
    """Record one scenario of every endpoint; gives the folder."""
    assert workspace.run("record", "--only", "minimal-job").exit_code == 0
    return workspace.folder / "tests/cassettes/runcomfy"
