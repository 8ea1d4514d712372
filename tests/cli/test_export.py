"""`export`: documents of the specs, printed or written, and what is refused."""

from __future__ import annotations

import json

import pytest
import yaml

from cli.support import IMAGE, Workspace


def test_openapi_is_printed(specs: Workspace) -> None:
    """Without --out the document is all of stdout, in the form that is asked for."""
    found = json.loads(specs.run("export", "openapi").stdout)
    assert len(found["paths"]) == 5
    assert yaml.safe_load(specs.run("export", "openapi", "--format", "yaml").stdout) == found


def test_the_files_name_gives_the_form(specs: Workspace) -> None:
    """A file that ends in .yaml holds YAML, any other JSON; writing again changes nothing."""
    for name, read in (("api.yaml", yaml.safe_load), ("api.json", json.loads)):
        for _ in range(2):
            result = specs.run("export", "openapi", "*/text-to-video", "--out", name)
            assert (result.exit_code, result.stdout) == (0, ""), result.output
        assert len(read((specs.folder / name).read_text("utf-8"))["paths"]) == 4


def test_schemas_are_written_one_file_each(specs: Workspace) -> None:
    """A folder gets a file for each endpoint; one endpoint is printed."""
    assert specs.run("export", "json-schema", "--out", "schemas").exit_code == 0
    path = specs.folder / "schemas/kling/kling-3.0/standard" / f"{IMAGE}.json"
    assert json.loads(path.read_text("utf-8")) == json.loads(
        specs.run("export", "json-schema", IMAGE).stdout
    )


def test_words_are_in_the_locale(specs: Workspace) -> None:
    """Titles and descriptions are in the language that is asked for."""
    texts = [
        json.loads(specs.run("export", "json-schema", IMAGE, "--locale", locale).stdout)
        for locale in ("en-US", "zh")
    ]
    first, second = (one["properties"]["duration"]["description"] for one in texts)
    assert first.isascii()
    assert not second.isascii()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("json-schema",), "2 endpoints are meant"),
        (("json-schema", "--out", "all.json"), "2 endpoints are meant"),
        (("openapi", "--locale", "xx"), "some in en, es, ja, ru, zh-TW"),
        (("openapi", "--service", "other"), "runcomfy"),
        (("openapi", "nothing"), "no endpoint named"),
        (("openapi", "--out", "specs/runcomfy/api.json"), "in a folder of specs"),
        (("swagger",), "openapi"),
    ],
)
def test_what_cannot_be_exported_is_refused(
    specs: Workspace, args: tuple[str, ...], said: str
) -> None:
    """A call that cannot be answered ends with 2, says why, and writes nothing."""
    before = specs.tree()
    result = specs.run("export", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert specs.tree() == before


def test_a_broken_endpoint_is_left_out_and_named(specs: Workspace) -> None:
    """An endpoint with an error costs the others nothing: they are written, and the exit code is 1."""
    specs.edit('"minimum": 3', '"minimum": "x"')
    result = specs.run("export", "openapi")
    assert result.exit_code == 1
    assert IMAGE in result.stderr
    assert len(json.loads(result.stdout)["paths"]) == 4
    alone = specs.run("export", "openapi", IMAGE)
    assert (alone.exit_code, alone.stdout) == (1, "")


def test_texts_that_a_language_lacks_are_english(specs: Workspace) -> None:
    """Where a language has no text, `export` and `explain` show the English one, whatever else there is."""
    path = specs.spec(IMAGE)
    spec = json.loads(path.read_text("utf-8"))
    words = {"de": {}, "sw": {"/properties/prompt": {"title": "Maelezo"}}, **spec["words"]}
    words["de"] = {at: {"description": "Ein Text."} for at in spec["words"]["en"]}
    path.write_text(json.dumps({**spec, "words": words}), "utf-8")
    english = spec["words"]["en"]["/properties/duration"]["description"]
    for locale in ("sw", "en"):
        schema = json.loads(specs.run("export", "json-schema", IMAGE, "--locale", locale).stdout)
        assert schema["properties"]["duration"]["description"] == english
    explained = specs.json("explain", IMAGE, "--locale", "sw")
    (field,) = [one for one in explained["inputs"] if one["path"] == "duration"]
    assert field["description"] == english
    fallback = specs.json("explain", IMAGE, "--locale", "fi")
    assert [one["description"] for one in fallback["inputs"] if one["path"] == "duration"] == [
        english
    ]
