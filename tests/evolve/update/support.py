"""What the tests of update share: a small catalogue, and the same one on the day it changes."""

from __future__ import annotations

from pathlib import Path

from cli.support import Desk
from evolve.sync.support import Json, answer, entry, schema

UPDATE = ("update", "--catalogue", "models.json")
ONE, TWO, NEW = "acme/clip/one", "acme/clip/two", "acme/clip/three"


def before() -> Json:
    """Give the catalogue of the day before."""
    return answer([entry(ONE, _schema(15)), entry(TWO, _schema(10))])


def after() -> Json:
    """Give the catalogue with a tighter bound, an endpoint that is gone and one that is new."""
    return answer([entry(ONE, _schema(12)), entry(NEW, _schema(10))])


def wider() -> Json:
    """Give the catalogue with a wider bound."""
    return answer([entry(ONE, _schema(20)), entry(TWO, _schema(10))])


def _schema(longest: int) -> Json:
    duration = {"type": "int", "minimum": 3, "maximum": longest, "default": 5}
    return {**schema(prompt={"type": "str"}, duration=duration), "required": ["prompt"]}


def record(desk: Desk) -> Path:
    """Record one scenario of every endpoint; gives the folder."""
    assert desk.run("record", "--only", "minimal-job").exit_code == 0
    return desk.folder / "tests/cassettes/runcomfy"
