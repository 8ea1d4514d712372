"""Helpers for the tests of update: a small catalogue before and after a change."""

from __future__ import annotations

from pathlib import Path

from cli.support import Workspace
from evolution.sync.support import Json, catalogue_entry, catalogue_json, schema

UPDATE = ("update", "--catalogue", "models.json")
ONE, TWO, NEW = "acme/clip/one", "acme/clip/two", "acme/clip/three"


def catalogue_before() -> Json:
    """Return the catalogue before the change."""
    return catalogue_json([catalogue_entry(ONE, _schema(15)), catalogue_entry(TWO, _schema(10))])


def catalogue_after() -> Json:
    """Return the catalogue with a tighter bound, one endpoint removed and one added."""
    return catalogue_json([catalogue_entry(ONE, _schema(12)), catalogue_entry(NEW, _schema(10))])


def catalogue_widened() -> Json:
    """Return the catalogue with a wider bound."""
    return catalogue_json([catalogue_entry(ONE, _schema(20)), catalogue_entry(TWO, _schema(10))])


def _schema(longest: int) -> Json:
    duration = {"type": "int", "minimum": 3, "maximum": longest, "default": 5}
    return {**schema(prompt={"type": "str"}, duration=duration), "required": ["prompt"]}


def record_cassettes(workspace: Workspace) -> Path:
    """Record one scenario of every endpoint and return the folder."""
    assert workspace.run("record", "--only", "minimal-job").exit_code == 0
    return workspace.folder / "tests/cassettes/runcomfy"
