"""Broken pages: each is named by the one problem that it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientwright.problems import Problem, problem_types
from clientwright.sources import catalogue_problems, problems
from clientwright.sources.load_source import load_source
from clientwright.sources.problems import BrokenSchema, CallsDisagree, UnknownHost
from clientwright.sources.reader_registry import read_source
from sources.support import BROKEN, SERVICE, codes, curl, page, read_text

CASES = sorted(BROKEN.iterdir())
SCHEMA = {"properties": {"prompt": {"type": "string", "description": "What is on the picture."}}}
BY_OPTION = {"bad-locale", "id-contradicts"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_broken_page_is_named_by_its_problem(path: Path) -> None:
    """A page named for a problem code has exactly that problem, with a place, what was found, what to try."""
    result = read_source(load_source(path), service_hosts=SERVICE.hosts)
    assert codes(result) == [path.stem.split("--")[0]]
    problem = result[0] if isinstance(result, tuple) else result.problems[0]
    assert problem.location.file == str(path)
    assert problem.found().endswith(".")
    assert problem.advice()


def test_every_problem_of_pages_has_its_broken_page() -> None:
    """Each kind of problem of documents is shown by a page, or by an option in the tests here."""
    rooms = {problems.__name__, catalogue_problems.__name__}
    here = {kind.code for kind in problem_types(Problem) if kind.__module__ in rooms}
    shown = {path.stem.split("--")[0] for path in CASES}
    assert here <= shown | BY_OPTION
    assert not BY_OPTION & shown


def test_a_cut_off_schema_names_the_line_where_it_breaks() -> None:
    """The problem stands where the schema breaks off, and says where the schema began."""
    path = BROKEN / "broken-schema--cut-off.txt"
    result = read_source(load_source(path), service_hosts=SERVICE.hosts)
    assert isinstance(result, tuple)
    (problem,) = result
    assert isinstance(problem, BrokenSchema)
    lines = path.read_text("utf-8").split("\n")
    assert lines[problem.starts.line - 1] == "{"
    assert problem.location.line >= problem.starts.line + 5


@pytest.mark.parametrize("cut", range(10, 200, 7))
def test_a_schema_cut_anywhere_is_never_imported(cut: int) -> None:
    """Wherever a page is cut inside its schema, nothing is imported."""
    text = page(SCHEMA)
    start = text.index("\n\n{") + 3
    end = text.index('{\n "output"')
    result = read_text(text[: min(start + cut, end - 4)])
    assert isinstance(result, tuple)
    assert codes(result) in (["broken-schema"], ["no-schema"])


def test_problems_are_gathered() -> None:
    """A page with several problems shows all of them at once."""
    text = curl("{}", host="api.example.com") + "\n" + curl("{}", model="maker/model/paint")
    result = read_text(text)
    assert [type(problem) for problem in result if isinstance(problem, Problem)][:2] == [
        UnknownHost,
        CallsDisagree,
    ]
    assert codes(result) == ["unknown-host", "calls-disagree", "no-schema"]


def test_an_id_from_outside_must_be_the_pages_own() -> None:
    """`--id` may repeat what the page says, but not contradict it."""
    text = page(SCHEMA)
    assert codes(read_text(text, id="maker/model/draw")) == []
    assert codes(read_text(text, id="maker/model/paint")) == ["id-contradicts"]


def test_an_id_from_outside_serves_a_page_without_sample_call() -> None:
    """A page that lost its sample call can be imported by an id that a person gives."""
    text = page(SCHEMA).replace("curl", "call").replace("--url", "--at")
    assert codes(read_text(text)) == ["no-sample-call"]
    assert codes(read_text(text, id="maker/model/draw")) == []


def test_a_language_tag_must_be_one() -> None:
    """`--locale` must be a language tag."""
    assert codes(read_text(page(SCHEMA), locale="../en")) == ["bad-locale"]
    assert codes(read_text(page(SCHEMA), locale="zh-tw")) == []


def test_a_fragment_of_a_schema_is_no_schema() -> None:
    """An object property in the rest of a page whose beginning is lost is not taken for the schema."""
    rest = '"size": {"type": "object", "properties": {"width": {"type": "integer"}}}\n}\n}'
    assert codes(read_text(curl("{}") + "\n\n" + rest)) == ["no-schema"]
