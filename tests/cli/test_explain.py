"""`explain`: everything that a spec contains about an endpoint, as text and as JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cli.support import IMAGE, Workspace
from clientwright import endpoint_names
from clientwright.cli.explain_data import (
    build_explanation,
    find_locale,
)
from clientwright.cli.explain_fields import iter_fields, undescribed_keywords
from clientwright.cli.explain_view import print_explanation
from clientwright.errors import UsageError
from clientwright.io.json_types import Schema
from clientwright.schema.describe import describe_bounds
from clientwright.schema.normal_form import NormalForm
from clientwright.schema.semantics import find_normal_form
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId
from sources.support import ROOT

FACTS = json.loads((ROOT / "specs/runcomfy/service.json").read_text("utf-8"))
SEGMENT = st.sampled_from(["a", "b", "cd", "d", "e-f"])
IDS = st.lists(st.lists(SEGMENT, min_size=2, max_size=5).map("/".join), min_size=1, unique=True)


def test_every_field_is_shown(specs: Workspace) -> None:
    """Each field of --json is in the text with its bounds; nested fields are shown by their path."""
    document = specs.json("explain", IMAGE)
    words = " ".join(specs.run("explain", IMAGE).stdout.split())
    paths = [field["path"] for field in document["inputs"]]
    assert {"prompt", "multi_prompt[].duration", "elements[].reference_image_urls"} <= set(paths)
    for field in document["inputs"] + document["outputs"]:
        for text in (field["path"], field["type"], *field["bounds"], field["description"]):
            assert text in words


def test_call_rules_and_media_are_shown(specs: Workspace) -> None:
    """The call, each rule with its origin, unreachable bounds and media advice are shown."""
    words = " ".join(specs.run("explain", IMAGE).stdout.split())
    assert "api.submit(kling.kling_3_0.standard.image_to_video.request(...))" in words
    assert "must add up to duration" in words
    assert "sum-equals, read from the description of multi_prompt (en)" in words
    assert "maxItems 20 of /properties/multi_prompt: at most 5" in words
    assert "A public HTTPS URL" in words
    assert "image up to 50 MB" in words
    assert words.count("never sends them") == 1


def test_title_description_and_notes_are_shown(specs: Workspace) -> None:
    """Title, description and notes that a person added to the spec are shown."""
    spec = json.loads(specs.spec().read_text("utf-8"))
    spec["notes"] = ["Ask for short clips."]
    spec["words"]["en"][""] = {"title": "Move an image", "description": "One picture moves."}
    specs.spec().write_text(json.dumps(spec), "utf-8")
    out = specs.run("explain", IMAGE).stdout
    assert all(
        text in out for text in ("Ask for short clips.", "Move an image", "One picture moves.")
    )


LISTED = {
    "kind": "video",
    "categories": ["image-to-video", "kling"],
    "price": {"usd": 0.084, "unit": "second", "note": "with sound 0.126"},
    "said": {"entry": "1", "structure": "2"},
}


def test_catalogue_facts_are_shown(specs: Workspace) -> None:
    """Kind, categories and price are shown; a spec without catalogue facts has no such section."""
    assert "Catalogue" not in specs.run("explain", IMAGE).stdout
    spec = json.loads(specs.spec().read_text("utf-8"))
    specs.spec().write_text(json.dumps({**spec, "catalogue": LISTED}), "utf-8")
    words = " ".join(specs.run("explain", IMAGE).stdout.split())
    assert "kind: video categories: image-to-video, kling price: 0.084 USD per second" in words
    assert "with sound 0.126" in words
    document = specs.json("explain", IMAGE)
    assert (document["kind"], document["categories"]) == ("video", LISTED["categories"])
    assert document["price"].startswith("0.084 USD per second")


def test_retired_endpoint_has_no_call(specs: Workspace) -> None:
    """A retired endpoint is shown as retired, with what to do and without a call."""
    spec = json.loads(specs.spec().read_text("utf-8"))
    specs.spec().write_text(json.dumps({**spec, "retired": True}), "utf-8")
    out = specs.run("explain", IMAGE).stdout
    assert "submit" not in out
    assert "The provider no longer lists this endpoint" in out
    document = specs.json("explain", IMAGE)
    assert (document["retired"], document["call"]) == (True, "")


@pytest.mark.parametrize("locale", ["en", "zh-TW", "ja"])
def test_no_line_is_wider_than_80_columns(specs: Workspace, locale: str) -> None:
    """No line is wider than 80 columns, counting wide characters as two, or ends in spaces."""
    for line in specs.run("explain", IMAGE, "--locale", locale).stdout.splitlines():
        assert cell_len(line) <= 80
        assert line == line.rstrip()


def test_locale_selects_the_language(specs: Workspace) -> None:
    """--locale selects the language; a missing language is named and another one shown."""
    spec = json.loads(specs.spec().read_text("utf-8"))
    description = spec["words"]["zh-TW"]["/properties/duration"]["description"]
    document = specs.json("explain", IMAGE, "--locale", "zh-TW")
    assert {f["path"]: f["description"] for f in document["inputs"]}["duration"] == description
    assert "no descriptions in xx" in specs.run("explain", IMAGE, "--locale", "xx").stdout


@pytest.mark.parametrize(
    ("name", "hint"), [("image-to-vidio", "'image-to-video'"), ("video", "to-v")]
)
def test_unknown_or_ambiguous_name_exits_2(specs: Workspace, name: str, hint: str) -> None:
    """An unknown name lists the nearest, an ambiguous one all candidates."""
    result = specs.run("explain", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr
    assert result.stderr.count("\n  kling/") == 2


def test_broken_spec_is_reported(specs: Workspace) -> None:
    """An endpoint with a broken file is a finding; the other one can still be explained."""
    specs.spec().write_text("{")
    broken = specs.run("explain", IMAGE)
    assert broken.exit_code == 1
    assert "error not-json" in broken.stderr
    assert specs.run("explain", "text-to-video").exit_code == 0


def test_broken_shared_output_is_reported(specs: Workspace) -> None:
    """A dangling reference in service.json is reported with its line, without a traceback."""
    service = specs.folder / "specs/runcomfy/service.json"
    document = json.loads(service.read_text("utf-8"))
    service.write_text(json.dumps({**document, "output": {"$ref": "#/nowhere"}}), "utf-8")
    result = specs.run("explain", IMAGE)
    assert result.exit_code == 1
    assert "service.json:1 /output/$ref" in result.stderr


@given(IDS, st.data())
def test_whole_id_resolves_to_itself(known: list[str], data: st.DataObject) -> None:
    """A whole id resolves to itself, whatever other ids exist."""
    name = data.draw(st.sampled_from(known))
    assert endpoint_names.resolve_endpoint_id(name, known, by_part=True) == name


@given(IDS, st.text("abcdef-/", max_size=8))
def test_resolved_id_has_the_name(known: list[str], name: str) -> None:
    """A name resolves to one id that ends with it or else has it in it, or is rejected with existing ids."""
    try:
        found = endpoint_names.resolve_endpoint_id(name, known, by_part=True)
    except UsageError as error:
        listed = [line.strip() for line in str(error).split("\n")[1:]]
        assert {line for line in listed if not line.startswith("…")} <= set(known)
    else:
        assert found in known
        wanted = name.strip("/")
        assert found.endswith(wanted) or [wanted in id for id in known].count(True) == 1


@given(IDS, st.data())
def test_part_of_one_id_resolves_to_it(known: list[str], data: st.DataObject) -> None:
    """A part that several ids have lists all of these, unless one ends with it; of one id, it is enough."""
    id = data.draw(st.sampled_from(known))
    part = data.draw(st.sampled_from(id.split("/")))
    segments = [one for one in known if part in one.split("/")]
    ending = [one for one in known if one.endswith(part)]
    try:
        found = endpoint_names.resolve_endpoint_id(part, known, by_part=True)
    except UsageError as error:
        assert len(ending or segments) > 1
        listed = {line.strip() for line in str(error).split("\n")[1:]}
        assert listed <= {*ending, *segments} | {line for line in listed if line.startswith("…")}
    else:
        assert found in (ending or segments)


def test_segments_and_parts_are_found(specs: Workspace) -> None:
    """`explain image` finds the one endpoint; `explain standard` lists both."""
    whole = specs.run("explain", IMAGE).stdout
    assert specs.run("explain", "image").stdout == specs.run("explain", "Image-To").stdout == whole
    done = specs.run("explain", "standard")
    assert done.exit_code == 2
    assert "could be any of these" in done.stderr
    assert done.stderr.count("\n  kling/kling-3.0/standard/") == 2


SCHEMAS = st.recursive(
    st.sampled_from([{}, {"type": "string"}, {"type": "integer", "minimum": 2, "default": 3}]),
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from("abc"), inner, min_size=1).map(lambda p: {"properties": p}),
        inner.map(lambda items: {"type": "array", "items": items}),
        st.lists(inner, min_size=1).map(lambda parts: {"allOf": parts}),
    ),
    max_leaves=12,
)


@given(SCHEMAS)
def test_every_nested_property_is_listed(schema: dict[str, object]) -> None:
    """Every property is listed by its pointer, however deeply it is nested."""
    endpoint = Endpoint(ModelId("a/b"), {})
    pointers = {field.pointer for field in iter_fields(endpoint, schema, "en")}
    assert pointers == {at for at in _pointers(schema) if at.split("/")[-2:-1] == ["properties"]}


BOUNDED = st.integers(2, 99).map(lambda n: {"type": "string", "maxLength": n}) | st.integers(
    2, 99
).map(lambda n: {"type": "integer", "enum": [n, 1000 + n]})
NESTED = st.recursive(
    BOUNDED,
    lambda inner: st.one_of(
        inner.map(lambda items: {"type": "array", "items": items}),
        st.builds(
            lambda word, parts: {word: parts},
            st.sampled_from(["allOf", "anyOf", "oneOf"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
    ),
    max_leaves=6,
)


@given(NESTED, st.booleans())
def test_every_bound_is_told(schema: Schema, at_root: bool) -> None:
    """Every bound is told, in items and branches at any depth, of a field as of the whole input."""
    whole = schema if at_root else {"type": "object", "properties": {"x": schema}}
    form = NormalForm(whole, {})
    endpoint, service = (
        Endpoint(ModelId("a/b"), {}),
        Service({**FACTS, "media": {}}, Path("service.json")),
    )
    found = build_explanation(service, endpoint, form, NormalForm({}, {}), call="", locale="en")
    told = " ".join(bound for field in found.inputs for bound in field.bounds)
    for _, part in walk_schemas(schema):
        for phrase in describe_bounds(part):
            assert phrase in told


def test_an_ordinary_input_is_only_its_fields(specs: Workspace) -> None:
    """Of an input or output that is an object without bounds of its own, only the fields are listed."""
    document = specs.json("explain", IMAGE)
    assert "" not in [field["path"] for field in document["inputs"] + document["outputs"]]


def test_an_enum_of_the_whole_input_is_shown(specs: Workspace) -> None:
    """What holds for the whole input or output stands before its fields."""
    spec = json.loads(specs.spec().read_text("utf-8"))
    spec["input"]["maxProperties"] = 3
    spec["output"] = {"enum": ["done", "failed"]}
    specs.spec().write_text(json.dumps(spec), "utf-8")
    words = " ".join(specs.run("explain", IMAGE).stdout.split())
    assert "the whole input object at most 3 fields" in words
    assert "Output the whole output" in words
    assert "done, failed" in words


LOCALES = st.sampled_from(["en", "en-US", "en-GB", "zh-TW", "zh-CN", "pt-BR", "ja", "fr-CA"])


@given(LOCALES, st.sets(LOCALES))
def test_a_language_is_found_by_its_range(wanted: str, known: set[str]) -> None:
    """A known tag means itself, a tag with a region its language, and a language its only region."""
    found, language = find_locale(wanted, known), wanted.split("-", maxsplit=1)[0]
    related = {tag for tag in known if tag.split("-")[0] == language}
    if wanted in known:
        assert found == wanted
    elif language in known or len(related) == 1:
        assert found == (language if language in known else related.pop())
    else:
        assert found == wanted
    assert find_locale(wanted.upper().replace("-", "_"), known) in (
        found,
        wanted.upper().replace("-", "_"),
    )


def test_a_region_shows_its_language(specs: Workspace) -> None:
    """`--locale en-US` shows English, and `--locale zh` the only Chinese there is."""
    for wanted, meant in (("en-US", "en"), ("zh", "zh-TW")):
        done = specs.run("explain", IMAGE, "--locale", wanted)
        assert done.stdout == specs.run("explain", IMAGE, "--locale", meant).stdout
        assert "no descriptions" not in done.stdout


@pytest.mark.parametrize("keyword", ["anyOf", "not", "dependentRequired"])
def test_undescribed_keyword_is_named(keyword: str) -> None:
    """Keywords without a phrase are named, on a field, its items and the whole input."""
    endpoint = Endpoint(ModelId("a/b"), {})
    plain = {"properties": {"x": {keyword: ()}, "y": {"items": {keyword: ()}}}}
    bounds = [field.bounds for field in iter_fields(endpoint, plain, "en")]
    assert bounds == [(f"more in the spec ({keyword})",)] * 2
    assert undescribed_keywords({"allOf": [{keyword: ()}]}) == (keyword,)


def _pointers(value: object, at: str = "") -> set[str]:
    inner = value.items() if isinstance(value, dict) else ()
    listed = enumerate(value) if isinstance(value, list) else ()
    return {at}.union(*(_pointers(sub, f"{at}/{key}") for key, sub in (*inner, *listed)))


def test_hostile_spec_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences in names, enums, defaults, descriptions and notes are shown as text."""
    evil = "x\x1b[2J\u202e\x07"
    schema = {"properties": {evil: {"enum": [evil], "default": evil}}}
    words = {"en": {"": {"title": evil}, f"/properties/{evil}": {"description": evil}}}
    endpoint = Endpoint(ModelId("a/b"), schema, words=words, notes=(evil,))
    service = Service({**FACTS, "media": {"advice": ""}}, Path("service.json"))
    forms = find_normal_form(schema), find_normal_form({})
    print_explanation(build_explanation(service, endpoint, *forms, call=evil, locale="en"))
    assert not set(capsys.readouterr().out) & set("\x1b\x07\u202e")


@pytest.mark.parametrize("call", [("explain",), ("contract", "--endpoint")], ids=" ".join)
@pytest.mark.parametrize("text", ["{", "[]", "{}"])
@pytest.mark.parametrize("endpoints", [True, False], ids=["endpoints", "no-endpoints"])
def test_broken_service_is_reported(
    specs: Workspace, call: tuple[str, ...], text: str, endpoints: bool
) -> None:
    """If a name is unknown and a service cannot be read, its file is reported, not the name."""
    (specs.folder / "specs/runcomfy/service.json").write_text(text, "utf-8")
    if not endpoints:
        shutil.rmtree(specs.folder / "specs/runcomfy/kling")
    done = specs.run(*call, "no-such-name", "--specs", "specs")
    assert done.exit_code == 1
    assert "specs/runcomfy/service.json" in done.stderr
    assert "no endpoint named" not in done.stderr


def test_specs_without_endpoints_are_told(specs: Workspace) -> None:
    """Without any endpoint, the message has no empty list."""
    shutil.rmtree(specs.folder / "specs/runcomfy/kling")
    done = specs.run("explain", "one", "--specs", "specs")
    assert done.exit_code == 2
    assert "the specs contain no endpoints" in done.stderr
    assert "specs does not exist" not in done.stderr
