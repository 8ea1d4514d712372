"""The files around the code: hooks, workflows, metadata, templates."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
import yaml

import clientwright
from ci.support import HOOKS, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OWN_HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TEMPLATES = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_the_project_uses_its_own_hooks(hook: Any) -> None:
    """Every hook that is offered to others runs here too, with the same command and the same files."""
    (local,) = OWN_HOOKS["repos"]
    own = {one["id"]: one for one in local["hooks"]}[hook["id"]]
    assert own["entry"] == hook["entry"]
    assert own.get("args") == hook.get("args")
    assert own.get("stages") == hook.get("stages")
    assert re.compile(own.get("files", "")).match("specs/runcomfy/service.json")


def test_the_version_is_in_one_place() -> None:
    """The version is written in the package alone; the metadata and the change log follow it."""
    assert "version" in PROJECT["project"]["dynamic"]
    assert "version" not in PROJECT["project"]
    path = ROOT / PROJECT["tool"]["hatch"]["version"]["path"]
    assert f'__version__ = "{clientwright.__version__}"' in path.read_text("utf-8")
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == clientwright.__version__


def test_the_package_is_typed() -> None:
    """clientwright says that it is typed, and carries the marker that type checkers look for."""
    assert "Typing :: Typed" in PROJECT["project"]["classifiers"]
    assert (ROOT / "generator/clientwright/py.typed").is_file()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_are_careful(path: Any) -> None:
    """Workflows may read the code and nothing else, and every job ends in time."""
    document = yaml.safe_load(path.read_text("utf-8"))
    assert document["permissions"] == {"contents": "read"}
    for job in document["jobs"].values():
        assert job["timeout-minutes"] <= 60


def test_a_release_is_tested_before_it_is_published() -> None:
    """The release workflow starts with a tag, runs every test, and only then publishes, without a stored token."""
    text = (ROOT / ".github/workflows/release.yml").read_text("utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    steps = [step.get("run", "") for step in jobs["build"]["steps"]]
    assert steps.index("bash .ci/run") < next(n for n, run in enumerate(steps) if "build" in run)
    assert jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert "secrets." not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_issue_templates_are_forms(path: Any) -> None:
    """Every issue template is a form with named, labelled fields, or the list of templates."""
    document = yaml.safe_load(path.read_text("utf-8"))
    if path.stem == "config":
        assert document == {"blank_issues_enabled": True}
        return
    assert document["name"]
    assert document["description"].endswith(".")
    fields = [field for field in document["body"] if field["type"] != "markdown"]
    assert fields
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)
