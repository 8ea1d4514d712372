"""Broken pages: each one has exactly the problem that its file name states."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientwright.problems import Problem, problem_types
from clientwright.sources.documents import ReadOptions
from clientwright.sources.load_source import load_source
from clientwright.sources.problems import BrokenSchema, CallsDisagree, UnknownHost
from clientwright.sources.read_documents import read_source
from sources.support import BROKEN, SERVICE, codes, curl, page, read_text

CASES = sorted(BROKEN.iterdir())
SCHEMA = {"properties": {"prompt": {"type": "string", "description": "What is on the picture."}}}
BY_OPTION = {"bad-locale", "id-chosen", "id-contradicts", "locale-doubtful", "schema-not-found"}
BY_FACTS = {"bad-version", "input-lacking", "other-endpoint", "other-service", "version-not-pinned"}
"""Codes of documents of services whose files say more; `test_service_facts.py` and `test_submit_address.py` show them."""
BY_FOLDER = {"skipped-file"}
"""Codes of files that nobody named; `tests/cli/test_import.py` shows them."""


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_broken_page_has_its_problem(path: Path) -> None:
    """A page named after a problem code has exactly that problem, with location, finding and advice."""
    result = read_source(load_source(path), ReadOptions(SERVICE.hosts))
    assert codes(result) == [path.stem.split("--")[0]]
    problem = result[0] if isinstance(result, tuple) else result.problems[0]
    assert problem.location.file == str(path)
    assert problem.found().endswith(".")
    assert problem.advice()


def test_every_problem_has_a_broken_page() -> None:
    """Each kind of problem is shown by a page, or by an option in these tests."""
    here = {kind.code for kind in problem_types("clientwright.sources")}
    shown = {path.stem.split("--")[0] for path in CASES}
    assert here <= shown | BY_OPTION | BY_FACTS | BY_FOLDER
    assert not (BY_OPTION | BY_FACTS | BY_FOLDER) & shown


def test_cut_off_schema_reports_line() -> None:
    """The problem is at the line where the schema breaks off, and names the line where it starts."""
    path = BROKEN / "broken-schema--cut-off.txt"
    result = read_source(load_source(path), ReadOptions(SERVICE.hosts))
    assert isinstance(result, tuple)
    (problem,) = result
    assert isinstance(problem, BrokenSchema)
    lines = path.read_text("utf-8").split("\n")
    assert lines[problem.starts.line - 1] == "{"
    assert problem.location.line >= problem.starts.line + 5


@pytest.mark.parametrize("cut", range(10, 200, 7))
def test_cut_schema_is_never_imported(cut: int) -> None:
    """A page cut anywhere inside its schema is not imported."""
    text = page(SCHEMA)
    start = text.index("\n\n{") + 3
    end = text.index('{\n "output"')
    result = read_text(text[: min(start + cut, end - 4)])
    assert isinstance(result, tuple)
    assert codes(result) in (["broken-schema"], ["no-schema"])


def test_all_problems_are_reported() -> None:
    """A page with several problems reports all of them at once."""
    text = curl("{}", host="api.example.com") + "\n" + curl("{}", model="maker/model/paint")
    result = read_text(text)
    assert [type(problem) for problem in result if isinstance(problem, Problem)][:2] == [
        UnknownHost,
        CallsDisagree,
    ]
    assert codes(result) == ["unknown-host", "calls-disagree", "no-schema"]


def test_id_option_must_match_page() -> None:
    """`--id` may repeat the page's id, but not contradict it."""
    text = page(SCHEMA)
    assert codes(read_text(text, id="maker/model/draw")) == []
    assert codes(read_text(text, id="maker/model/paint")) == ["id-contradicts"]
    two = f"{text}\n\n{curl('{}', model='maker/model/paint')}"
    assert codes(read_text(two)) == ["calls-disagree"]
    assert codes(read_text(two, id="maker/model/paint")) == ["id-chosen"]


def test_id_option_replaces_missing_sample_call() -> None:
    """A page without a sample call can be imported with `--id`."""
    text = page(SCHEMA).replace("curl", "call").replace("https://", "")
    assert codes(read_text(text)) == ["no-sample-call"]
    assert codes(read_text(text, id="maker/model/draw")) == []


def test_locale_option_must_be_language_tag() -> None:
    """`--locale` must be the tag of a language, and fit the text."""
    assert codes(read_text(page(SCHEMA), locale="../en")) == ["bad-locale"]
    assert codes(read_text(page(SCHEMA), locale="zh-tw")) == ["locale-doubtful"]
    assert codes(read_text(page(SCHEMA), locale="en-gb")) == []


def test_schema_fragment_is_not_a_schema() -> None:
    """A nested object schema is not taken for the input schema when the page's start is missing."""
    rest = '"size": {"type": "object", "properties": {"width": {"type": "integer"}}}\n}\n}'
    assert codes(read_text(curl("{}") + "\n\n" + rest)) == ["no-schema"]
