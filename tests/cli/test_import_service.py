"""`import --service`: documents of a provider that clientwright knows, and of one of the user's own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.support import Workspace
from clientwright.specs.bundled_data import data_folder

DOCUMENT: dict[str, Any] = {
    "endpoint_id": "fal-ai/film/image-to-video",
    "openapi": {
        "openapi": "3.0.4",
        "info": {
            "title": "Film",
            "version": "1",
            "x-fal-metadata": {"endpointId": "fal-ai/film/image-to-video"},
        },
        "paths": {
            "/fal-ai/film/image-to-video": {
                "post": {
                    "requestBody": {
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/FilmInput"}
                            }
                        }
                    }
                }
            }
        },
        "components": {
            "schemas": {
                "FilmInput": {
                    "type": "object",
                    "required": ["prompt"],
                    "properties": {
                        "prompt": {"type": "string"},
                        "image_url": {"type": "string", "x-fal": {"min_width": 300, "timeout": 9}},
                    },
                    "x-fal-order-properties": ["image_url", "prompt"],
                }
            }
        },
    },
}
MODEL = {
    "owner": "maker",
    "name": "draw",
    "latest_version": {
        "id": "a" * 64,
        "openapi_schema": {
            "openapi": "3.0.2",
            "info": {"title": "Cog"},
            "components": {
                "schemas": {
                    "Input": {
                        "type": "object",
                        "properties": {"image": {"type": "string", "format": "uri"}},
                    },
                    "Output": {"type": "array", "items": {"type": "string", "format": "uri"}},
                }
            },
        },
    },
}


def write(work: Workspace, value: Any, name: str = "film.json") -> str:
    """Write a document into the workspace, and return its name."""
    (work.folder / name).write_text(json.dumps(value, indent=1), "utf-8")
    return name


def spec_of(work: Workspace, path: str) -> Any:
    """Return a spec that an import wrote."""
    return json.loads((work.folder / "specs" / path).read_text("utf-8"))


def test_documents_of_a_known_service_become_specs(workspace: Workspace) -> None:
    """Documents of fal and Replicate become specs beside each other, each below its service's own file."""
    for service, value in (("fal", DOCUMENT), ("replicate", MODEL)):
        done = workspace.run("import", "--service", service, write(workspace, value))
        assert done.exit_code == 0, done.output
        own = (workspace.folder / "specs" / service / "service.json").read_bytes()
        assert json.loads(own) == json.loads(
            (data_folder() / service / "service.json").read_bytes()
        )
    film = spec_of(workspace, "fal/fal-ai/film/image-to-video.json")
    limit = {"of": "width", "is": ">=", "value": 300}
    assert film["input"]["properties"] == {
        "image_url": {
            "type": "string",
            "x-order": 0,
            "x-media": {"kind": "image", "limits": [limit]},
        },
        "prompt": {"type": "string", "x-order": 1},
    }
    draw = spec_of(workspace, "replicate/maker/draw.json")
    assert (draw["version"], draw["output"]["type"]) == ("a" * 64, "array")


def test_a_new_version_is_pinned_and_edits_stay(workspace: Workspace) -> None:
    """A version with the same schema replaces the version alone; importing it again writes nothing."""
    workspace.run("import", "--service", "replicate", write(workspace, MODEL))
    path = workspace.folder / "specs" / "replicate" / "maker" / "draw.json"
    edited = {**json.loads(path.read_text("utf-8")), "notes": ["Ours."]}
    edited["input"]["properties"]["image"]["x-media"] = {"kind": "image", "formats": ["png"]}
    path.write_text(json.dumps(edited, indent=2), "utf-8")
    newer = json.loads(json.dumps(MODEL).replace("a" * 64, "b" * 64))
    name = write(workspace, newer)
    assert workspace.json("import", "--service", "replicate", name)["files"][0]["written"]
    found = json.loads(path.read_text("utf-8"))
    assert found.pop("version") == "b" * 64
    edited.pop("version")
    sources = found.pop("sources"), edited.pop("sources")
    assert sources[0] != sources[1]
    assert found == edited
    assert not workspace.json("import", "--service", "replicate", name)["files"][0]["written"]


def test_a_version_that_a_person_pins_stays(workspace: Workspace) -> None:
    """While the document is as it was, another version in the spec is a person's, and is kept."""
    name = write(workspace, MODEL)
    workspace.run("import", "--service", "replicate", name)
    path = workspace.folder / "specs" / "replicate" / "maker" / "draw.json"
    path.write_text(path.read_text("utf-8").replace("a" * 64, "older"), "utf-8")
    before = path.read_bytes()
    assert not workspace.json("import", "--service", "replicate", name)["files"][0]["written"]
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["fall", "Fal", "../fal", ""])
def test_an_unknown_service_is_refused(workspace: Workspace, name: str) -> None:
    """A name that is no service's is refused before anything is written, with the nearest one."""
    done = workspace.run("import", "--service", name, write(workspace, DOCUMENT))
    assert done.exit_code == 2
    assert not (workspace.folder / "specs").exists()
    assert "Traceback" not in done.output


def test_of_several_services_one_has_to_be_named(workspace: Workspace) -> None:
    """In a folder with several services none is guessed, and a name is taken from the folder first."""
    workspace.run("import", "--service", "fal", write(workspace, DOCUMENT))
    workspace.run("import", "--service", "replicate", write(workspace, MODEL, "draw.json"))
    done = workspace.run("import", "film.json")
    assert done.exit_code == 2
    assert "--service" in done.output
    file = workspace.folder / "specs" / "fal" / "service.json"
    own = {**json.loads(file.read_text("utf-8")), "name": "own"}
    (workspace.folder / "specs" / "own").mkdir()
    (workspace.folder / "specs" / "own" / "service.json").write_text(json.dumps(own), "utf-8")
    assert workspace.run("import", "--service", "own", "film.json").exit_code == 0
    assert (workspace.folder / "specs" / "own" / "fal-ai" / "film").is_dir()


def test_a_broken_service_costs_the_other_nothing(workspace: Workspace) -> None:
    """Files of another service that cannot be read are no affair of the import."""
    workspace.run("import", "--service", "replicate", write(workspace, MODEL))
    (workspace.folder / "specs" / "replicate" / "maker" / "draw.json").write_text("{", "utf-8")
    done = workspace.run("import", "--service", "fal", write(workspace, DOCUMENT))
    assert done.exit_code == 0, done.output


def test_a_new_folder_of_a_shipped_service_says_what_it_lacks(workspace: Workspace) -> None:
    """The first import of a shipped service counts the shipped endpoints that its folder lacks; no later one does."""
    file = write(workspace, DOCUMENT)
    shipped = len([*(data_folder() / "fal").rglob("*.json")]) - 1
    first = workspace.run("import", "--service", "fal", file)
    assert first.exit_code == 0, first.output
    (note,) = [line for line in first.stderr.splitlines() if "is new" in line]
    assert f"specs/fal is new and has only what is imported: {shipped} endpoints" in note
    assert "is new" not in workspace.run("import", "--service", "fal", file).output
