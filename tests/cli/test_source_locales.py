"""`import --locale`: one language for all sources, others for some, and what contradicts itself is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.support import Workspace
from clientwright.cli.source_locales import locales_by_source
from clientwright.errors import UsageError
from sources.support import page

SOURCES = [
    "pages/film.txt",
    "pages/film.sw.html",
    "other/film.txt",
    "https://www.example.com/a?b=c",
]
NAMES = st.sampled_from(SOURCES)
TAGS = st.sampled_from(["fr", "ja", "pt-BR"])


@given(TAGS, st.dictionaries(NAMES, TAGS))
def test_own_locale_wins_over_that_for_all(general: str, own: dict[str, str]) -> None:
    """Each source has the locale that is said of it, else that of all, in whatever order they are said."""
    options = [f"{locale}={name}" for name, locale in own.items()]
    expected = {name: own.get(name, general) for name in SOURCES}
    assert locales_by_source([general, *options], SOURCES) == expected
    assert locales_by_source([*options, general], SOURCES) == expected
    assert locales_by_source(options, SOURCES) == own


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("./pages/film.txt", SOURCES[:1]),
        ("film.sw.html", SOURCES[1:2]),
        ("*.sw.html", SOURCES[1:2]),
        ("pages/*", SOURCES[:2]),
        ("film.txt", [SOURCES[0], SOURCES[2]]),
        (SOURCES[3], SOURCES[3:]),
    ],
)
def test_source_is_named_by_path_end_or_pattern(pattern: str, meant: list[str]) -> None:
    """A path, the end of one, a URL and a pattern name the sources that they mean."""
    assert sorted(locales_by_source([f"sw={pattern}"], SOURCES)) == sorted(meant)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["fr=flim.txt"],
            ["no source is called 'flim.txt'", "did you mean 'film.txt'?", SOURCES[1]],
        ),
        (["fr="], ["no source is called ''"]),
        (["fr", "ja"], ["another --locale says that pages/film.txt is in 'fr'"]),
        (["fr=*.txt", "ja=other/film.txt"], ["says that other/film.txt is in 'fr'"]),
        (["fr=x", "ja=y"], ["'x'", "'y'"]),
        (["=film.txt"], ["'' is not the tag of a language"]),
        (["xx"], ["'xx' is not the tag of a language", "use a tag such as en, ja or zh-TW"]),
        (["zh_TW", "xx=nothing"], ["did you mean zh-TW?", "'xx'", "called 'nothing'"]),
        (["../x", "jp=film.txt"], ["'../x' is not the tag", "did you mean ja?"]),
    ],
)
def test_unknown_sources_and_conflicts_are_usage_errors(
    options: list[str], said: list[str]
) -> None:
    """A source that is not there, and two languages for one source, are named, all at once."""
    with pytest.raises(UsageError) as refused:
        locales_by_source(options, SOURCES)
    for part in said:
        assert part in str(refused.value)


def test_each_page_is_imported_in_its_language(workspace: Workspace) -> None:
    """Pages of one endpoint in languages that nothing tells are kept apart by --locale, or as undetermined."""
    texts = {"one": "Muda wa video kwa sekunde.", "two": "Ubude bevidiyo ngemizuzwana."}
    for name, text in texts.items():
        schema = {"properties": {"seconds": {"type": "integer", "description": text}}}
        prose = "Draw a picture with this model and wait for it."
        (workspace.folder / f"{name}.txt").write_text(page(schema, "{}").replace(prose, ""))
    spec = workspace.folder / "specs" / "runcomfy" / "maker" / "model" / "draw.json"
    untold = workspace.run("import", "one.txt", "two.txt")
    assert untold.exit_code == 0, untold.output
    assert untold.output.count("locale-unknown") == 2
    assert "--locale LANGUAGE=two.txt" in untold.output
    words = json.loads(spec.read_text("utf-8"))["words"]
    assert sorted(words) == ["und", "und-page2"]
    assert {one["/properties/seconds"]["description"] for one in words.values()} == {
        *texts.values()
    }
    replaced = workspace.run("import", "two.txt")
    assert "words-replaced" in replaced.output
    assert texts["one"] in replaced.output
    spec.unlink()
    locales = ("--locale", "sw=one.txt", "--locale", "zu=two.txt")
    told = workspace.run("import", "one.txt", "two.txt", *locales)
    assert told.exit_code == 0, told.output
    assert sorted(json.loads(spec.read_text("utf-8"))["words"]) == ["sw", "zu"]
    assert workspace.run("import", "one.txt", "--locale", "sw=three.txt").exit_code == 2


def test_undetermined_texts_are_used(workspace: Workspace) -> None:
    """Texts in an unknown language are the docstrings of what is generated, and what explain shows."""
    text = "Muda wa video kwa sekunde."
    schema = {"properties": {"seconds": {"type": "integer", "description": text}}}
    (workspace.folder / "one.txt").write_text(
        page(schema, "{}").replace("Draw a picture with this model and wait for it.", "")
    )
    imported = workspace.run("import", "one.txt")
    assert "no-english-page" not in imported.output
    assert "no-english" not in workspace.run("lint").output
    assert workspace.run("generate").exit_code == 0
    assert text in (workspace.folder / "generated/runcomfy/maker/model/draw.py").read_text("utf-8")
    for options in ([], ["--locale", "und"]):
        assert text in workspace.run("explain", "draw", *options).output


@pytest.mark.parametrize("option", ["xx", "zh_TW", "../x", "=one.txt", "xx=one.txt", "fr=nothing"])
def test_a_tag_that_is_none_is_a_usage_error(workspace: Workspace, option: str) -> None:
    """What --locale cannot mean ends with 2 and one message, and nothing is written."""
    schema = {"properties": {"seconds": {"type": "integer", "description": "Die Dauer des Films."}}}
    (workspace.folder / "one.txt").write_text(page(schema, "{}"))
    before = workspace.tree()
    done = workspace.run("import", "one.txt", "--locale", option)
    assert (done.exit_code, done.stdout, done.stderr.count("--locale")) == (2, "", 1)
    assert "imported as" not in done.stderr
    assert workspace.tree() == before
