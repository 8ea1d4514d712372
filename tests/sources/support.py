"""Shared by the tests of sources and normalize: the service, the fixture pages, and reading them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from clientwright.problems import Problem
from clientwright.sources.documents import RawEndpoint, ReadOptions, Source
from clientwright.sources.load_source import load_source
from clientwright.sources.read_documents import read_source
from clientwright.specs.model import Service

ROOT = Path(__file__).parents[2]
PAGES = Path(__file__).parent
BROKEN = PAGES / "broken"
SERVICE_FILE = ROOT / "specs" / "runcomfy" / "service.json"
SERVICE = Service(json.loads(SERVICE_FILE.read_text("utf-8")), SERVICE_FILE)
IMAGE_TO_VIDEO = "kling/kling-3.0/standard/image-to-video"
TEXT_TO_VIDEO = "kling/kling-3.0/standard/text-to-video"

Result = RawEndpoint | tuple[Problem, ...]


def fixture_pages(pattern: str = "*") -> list[Path]:
    """Return the fixture pages, sorted."""
    found = [path for path in PAGES.glob(pattern) if path.suffix in (".txt", ".html")]
    assert found
    return sorted(found)


def read_text(text: str, name: str = "page.txt", **options: str) -> Result:
    """Read a text as a page of the service."""
    return read_source(Source(name, text), ReadOptions(SERVICE.hosts, **options))


def read_page(path: Path, **options: str) -> RawEndpoint:
    """Read a page that must be valid."""
    result = read_source(load_source(path), ReadOptions(SERVICE.hosts, **options))
    assert isinstance(result, RawEndpoint), [str(problem) for problem in result]
    return result


def read_all(paths: Iterable[Path]) -> list[RawEndpoint]:
    """Read pages that must be valid."""
    return [read_page(path) for path in paths]


def codes(result: Result) -> list[str]:
    """Return the codes of a reader's problems."""
    problems = result.problems if isinstance(result, RawEndpoint) else result
    return [problem.code for problem in problems]


def curl(data: str, model: str = "maker/model/draw", host: str = "model-api.runcomfy.net") -> str:
    """Return a sample call; `data` is inserted unescaped between single quotes."""
    return f"curl --request POST \\\n  --url https://{host}/v1/models/{model} \\\n  --data '{data}'"


def page(schema: object, data: str = '{"prompt": "A red kite."}') -> str:
    """Return a small page around a schema."""
    output = {"output": {"type": "object", "properties": {"image": {"type": "string"}}}}
    blocks = (json.dumps(block, ensure_ascii=False, indent=1) for block in (schema, output))
    return "\n\n".join(["Draw a picture with this model and wait for it.", curl(data), *blocks])
