"""Completion and hover of a real language server on a generated package."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
OPENING = "from runcomfy import RunComfy, AsyncRunComfy, kling"
LINES = {
    "package": "kling.",
    "version": "kling.kling_3_0.",
    "endpoints": "kling.kling_3_0.standard.",
    "module": "kling.kling_3_0.standard.image_to_video.",
    "arguments": "kling.kling_3_0.standard.image_to_video.request(",
    "values": 'kling.kling_3_0.standard.text_to_video.request(aspect_ratio="',
    "keys": 'kling.kling_3_0.standard.image_to_video.request(multi_prompt=[{"duration": 3, ""}])',
    "call": 'kling.kling_3_0.standard.image_to_video.request(prompt="a", start_image_url="b", multi_prompt=[])',
    "client": "RunComfy().",
    "async client": "AsyncRunComfy().",
    "job": "RunComfy().job('a').",
    "result": "RunComfy().run(kling.kling_3_0.standard.text_to_video.request(prompt='a')).",
}
SERVER = shutil.which("pyright-langserver", path=str(Path(sys.executable).parent))
pytestmark = pytest.mark.skipif(SERVER is None, reason="pyright's language server is not installed")


class Editor:
    """A language server with one open document for each line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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
        for line, code in LINES.items():
            text = {"uri": self.uri(line), "languageId": "python", "version": 1}
            document = {**text, "text": f"{OPENING}\n{code}"}
            self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def close(self) -> None:
        """End the server."""
        self.process.kill()
        self.process.communicate()

    def uri(self, line: str) -> str:
        """Return the address of a line's document."""
        return (self.folder / f"{line.replace(' ', '_')}.py").as_uri()

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

    def at_end_of(self, line: str, what: str) -> Any:
        """Send a request about the end of a line, before the brackets that the editor closed."""
        return self.at(line, len(LINES[line].removesuffix('"}])')), what)

    def at(self, line: str, character: int, what: str) -> Any:
        """Send a request about a place in a line."""
        place = {"line": 1, "character": character}
        document = {"uri": self.uri(line)}
        return self.call(f"textDocument/{what}", {"textDocument": document, "position": place})

    def items(self, line: str) -> dict[str, Any]:
        """Return the completions at the end of a line, by label."""
        return {item["label"]: item for item in self.at_end_of(line, "completion")["items"]}

    def offers(self, line: str) -> set[str]:
        """Return the public completions at the end of a line."""
        return {label for label in self.items(line) if not label.startswith("_")}

    def text_beside(self, item: Any) -> str:
        """Return what an editor shows beside a completion."""
        return json.dumps(self.call("completionItem/resolve", item).get("documentation", ""))


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Open the document above in an editor."""
    with closing(Editor(tmp_path_factory.mktemp("editor"))) as client:
        yield client


IMAGE_SPEC: Any = json.loads(
    (ROOT / "specs/runcomfy/kling/kling-3.0/standard/image-to-video.json").read_text("utf-8")
)


def described(pointer: str) -> str:
    """Return the English description at a pointer of the input."""
    return str(IMAGE_SPEC["words"]["en"][pointer]["description"])


CALLS = ("download", "job", "journal", "map", "preview", "resume", "run", "submit")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("package", {"kling_3_0"}),
        ("version", {"standard"}),
        ("endpoints", {"image_to_video", "text_to_video"}),
        ("client", {"close", *CALLS}),
        ("async client", {"aclose", *CALLS}),
        (
            "job",
            {"cancel", "download", "endpoint", "entry", "request_id", "result"}
            | {"status", "updates", "validate", "wait"},
        ),
    ],
)
def test_completion_offers_each_step(editor: Editor, line: str, names: set[str]) -> None:
    """After each dot, the editor offers what is below, and nothing of the inside."""
    found = editor.offers(line)
    assert names == found - {"TYPE_CHECKING"}


def test_completion_shows_what_an_endpoint_does(editor: Editor) -> None:
    """Beside an endpoint's name, the editor shows its description."""
    item = editor.items("endpoints")["image_to_video"]
    assert "Makes a short video from a start image" in editor.text_beside(item)


def test_module_offers_its_names(editor: Editor) -> None:
    """An endpoint's module offers its function, its value and its types."""
    assert {"request", "ENDPOINT", "Arguments", "Input", "Output"} <= editor.offers("module")


def test_completion_offers_documented_arguments(editor: Editor) -> None:
    """Inside the call, the editor offers every argument and shows the text of each."""
    properties = IMAGE_SPEC["input"]["properties"]
    assert {f"{name}=" for name in properties} <= editor.offers("arguments")
    shown = json.dumps(editor.at_end_of("arguments", "signatureHelp"))
    assert all(described(f"/properties/{name}") in shown for name in properties)


def test_completion_offers_enum_values(editor: Editor) -> None:
    """Inside the quotes of an enum argument, the editor offers its values."""
    assert {'"16:9"', '"9:16"', '"1:1"'} <= editor.offers("values")


def test_completion_offers_keys_of_nested_dictionaries(editor: Editor) -> None:
    """Inside a nested dictionary, the editor offers the keys, and shows the text of a written one."""
    assert '"prompt"' in editor.offers("keys")
    shown = editor.at("keys", LINES["keys"].index('"duration"') + 2, "hover")
    text = described("/properties/multi_prompt/items/properties/duration")
    assert text in shown["contents"]["value"]


def test_hover_shows_the_text_of_an_argument(tmp_path: Path) -> None:
    """Over a written argument, the editor shows its text, before it has looked at other calls."""
    with closing(Editor(tmp_path)) as editor:
        shown = editor.at("call", LINES["call"].index("multi_prompt") + 2, "hover")
    assert described("/properties/multi_prompt") in shown["contents"]["value"]


def test_jedi_offers_each_step() -> None:
    """Jedi, behind many notebooks and editors, offers each step of the path and the client's methods."""
    jedi = pytest.importorskip("jedi")
    project = jedi.Project(str(ROOT), added_sys_path=[str(ROOT / "generated")])

    def offers(line: str) -> set[str]:
        code = f"{OPENING}\n{LINES[line]}"
        return {found.name for found in jedi.Script(code, project=project).complete()}

    assert {"image_to_video", "text_to_video"} <= offers("endpoints")
    assert {"request", "ENDPOINT"} <= offers("module")
    assert {"submit", "run", "job", "close"} <= offers("client")
    assert "kling_3_0" in offers("package")
    assert {"output", "status"} <= offers("result")
