"""An output that is documented with some of the shared fields is followed by everything that shows or makes one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.support import Workspace
from clientwright.sandbox.sample_output import sample_output
from clientwright.sandbox.stored_job import StoredJob
from clientwright.specs.spec_files import load_specs

URL = {"type": "string", "format": "uri"}
URLS = {"type": "array", "items": URL}
OUTPUTS: dict[str, dict[str, Any]] = {
    "image": {"image": {**URL, "description": "The tile, glazed."}},
    "images": {"image": URL, "images": {**URLS, "description": "The tile, glazed."}},
    "audio": {"audio": {**URL, "title": "The tile, glazed."}},
    "videos": {"video": {**URL, "description": "The tile, glazed."}, "videos": URLS},
}


def imported(workspace: Workspace, properties: dict[str, Any]) -> dict[str, Any]:
    """Import a model's answer with an output, and return the spec."""
    prompt = {"type": "object", "properties": {"prompt": {"type": "string"}}}
    output = {"type": "object", "properties": properties}
    answer = {"model": "kiln/tile", "input_schema": prompt, "output_schema": output}
    (workspace.folder / "answer.json").write_text(json.dumps(answer), "utf-8")
    result = workspace.run("import", "answer.json", "--locale", "en")
    assert result.exit_code == 0, result.output
    spec = workspace.folder / "specs/runcomfy/kiln/tile.json"
    found: dict[str, Any] = json.loads(spec.read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", OUTPUTS)
def test_own_output_is_followed(workspace: Workspace, name: str) -> None:
    """Spec, `explain`, OpenAPI, sandbox and generated types have the documented fields and texts, and no others."""
    fields = [*OUTPUTS[name]]
    spec = imported(workspace, OUTPUTS[name])
    assert [*spec["output"]["properties"]] == fields
    told = workspace.json("explain", "kiln/tile")["outputs"]
    assert [one["path"] for one in told] == fields
    assert [one["description"] for one in told if one["description"]] == ["The tile, glazed."]
    schemas = json.loads(workspace.run("export", "openapi").stdout)["components"]["schemas"]
    assert [*schemas["kiln.tile.output"]["properties"]] == fields
    assert "The tile, glazed." in json.dumps(schemas["kiln.tile.output"])
    (specs,) = load_specs(workspace.folder / "specs").services
    (endpoint,) = specs.endpoints
    job = StoredJob("r", "kiln/tile", "a", {}, 0, 0, 0)
    assert {*sample_output(job, endpoint, specs.service)} <= {*fields}
    assert workspace.run("generate").exit_code == 0
    module = (workspace.folder / "generated/runcomfy/kiln/tile.py").read_text("utf-8")
    output = module[module.index("class Output") :]
    assert "The tile, glazed." in output
    others = {"image", "images", "audio", "audios", "video", "videos"} - {*fields}
    assert not any(f"    {other}:" in output for other in others)


def test_importing_again_keeps_a_persons_texts_of_an_output(workspace: Workspace) -> None:
    """While the page is unchanged, texts that a person wrote of the output stay; a changed page wins."""
    spec = imported(workspace, OUTPUTS["image"])
    path = workspace.folder / "specs/runcomfy/kiln/tile.json"
    at = "/properties/image"
    spec["output_words"]["en"][at]["description"] = "Mine."
    spec["output_words"]["de"] = {at: {"description": "Die Kachel."}}
    path.write_text(json.dumps(spec), "utf-8")
    assert imported(workspace, OUTPUTS["image"])["output_words"] == spec["output_words"]
    changed = imported(workspace, {"image": {**URL, "description": "A tile."}})["output_words"]
    assert changed == {"en": {at: {"description": "A tile."}}, "de": spec["output_words"]["de"]}
    shared = {**OUTPUTS["images"], "video": URL, "videos": URLS}
    assert not {"output", "output_words"} & imported(workspace, shared).keys()


def test_words_of_no_output_are_reported(workspace: Workspace) -> None:
    """Texts for a field that the output does not have are a warning of `lint` at their place."""
    spec = imported(workspace, OUTPUTS["image"])
    spec["output_words"]["en"] = {"/properties/video": {"description": "None."}}
    path = workspace.folder / "specs/runcomfy/kiln/tile.json"
    path.write_text(json.dumps(spec), "utf-8")
    (found,) = workspace.json("lint")["problems"]
    assert found["code"] == "words-for-nothing"
    assert found["pointer"] == "/output_words/en/~1properties~1video"
    assert "which the output does not have" in found["found"]
