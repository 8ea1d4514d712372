"""Completion and hover of a real language server on a generated package."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LINES = (
    "from runcomfy import RunComfy, AsyncRunComfy",
    "api = RunComfy()",
    "api.kling.kling_3_0.standard.",
    "api.kling.kling_3_0.standard.image_to_video.submit(",
    'AsyncRunComfy().kling.kling_3_0.standard.text_to_video.run(aspect_ratio="',
)
SERVER = shutil.which("pyright-langserver", path=str(Path(sys.executable).parent))
pytestmark = pytest.mark.skipif(SERVER is None, reason="pyright's language server is not installed")


class Editor:
    """A language server with one open document."""

    def __init__(self, folder: Path) -> None:
        self.uri = (folder / "a.py").as_uri()
        (folder / "pyrightconfig.json").write_text(
            json.dumps({"extraPaths": [str(ROOT / "generated")]})
        )
        self.process = subprocess.Popen(
            [str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.count = 0
        here = {"uri": folder.as_uri(), "name": "folder"}
        self.call(
            "initialize",
            {
                "processId": None,
                "rootUri": here["uri"],
                "capabilities": {},
                "workspaceFolders": [here],
            },
        )
        self.send({"method": "initialized", "params": {}})
        text = {"uri": self.uri, "languageId": "python", "version": 1, "text": "\n".join(LINES)}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": text}})

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self) -> Any:
        """Read one message."""
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline()) != b"\r\n":
            if line.lower().startswith(b"content-length"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """Send a request and return its result, answering the server's own requests meanwhile."""
        self.count += 1
        self.send({"id": self.count, "method": method, "params": params})
        while True:
            message = self.read()
            if "method" not in message and message.get("id") == self.count:
                return message["result"]
            if "method" in message and "id" in message:
                configuration = message["method"] == "workspace/configuration"
                self.send({"id": message["id"], "result": [{}] if configuration else None})

    def at_end_of(self, line: int, what: str) -> Any:
        """Send a request about the end of a line."""
        place = {
            "textDocument": {"uri": self.uri},
            "position": {"line": line, "character": len(LINES[line])},
        }
        return self.call(f"textDocument/{what}", place)

    def offers(self, line: int) -> list[str]:
        """Return the completions at the end of a line."""
        return [item["label"] for item in self.at_end_of(line, "completion")["items"]]


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Open the document above in an editor."""
    client = Editor(tmp_path_factory.mktemp("editor"))
    yield client
    client.process.kill()
    client.process.communicate()


def test_completion_offers_endpoints(editor: Editor) -> None:
    """After the dots of a path, the editor offers the endpoints."""
    assert {"image_to_video", "text_to_video"} <= set(editor.offers(2))


def test_completion_offers_documented_arguments(editor: Editor) -> None:
    """Inside the call, the editor offers every argument and shows its description."""
    document = json.loads(
        (ROOT / "specs/runcomfy/kling/kling-3.0/standard/image-to-video.json").read_text("utf-8")
    )
    assert {f"{name}=" for name in document["input"]["properties"]} <= set(editor.offers(3))
    shown = json.dumps(editor.at_end_of(3, "signatureHelp"))
    assert document["words"]["en"]["/properties/negative_prompt"]["description"] in shown


def test_completion_offers_enum_values(editor: Editor) -> None:
    """Inside the quotes of an enum argument, the editor offers its values."""
    assert {'"16:9"', '"9:16"', '"1:1"'} <= set(editor.offers(4))
