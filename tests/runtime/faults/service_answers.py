"""What a server of a service answers, made from the service's file alone, and by none of the code that reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from runtime.byte_server import ServerAction, reply
from runtime.faults.fault import ID

TESTS = Path(__file__).parents[2]
FILES = {
    "fal": TESTS.parent / "specs" / "fal" / "service.json",
    "replicate": TESTS.parent / "specs" / "replicate" / "service.json",
    "filmhouse": TESTS / "providers" / "filmhouse" / "service.json",
}
USUAL = {"submit": 200, "status": 200, "result": 200, "cancel": 202}


class Made(NamedTuple):
    """An answer: its HTTP status, its body, and lines of its head."""

    status: int
    body: Any
    head: tuple[str, ...] = ()

    @property
    def act(self) -> ServerAction:
        """Send it."""
        return reply(self.body, self.status, *self.head)

    @property
    def text(self) -> bytes:
        """The body as it is sent."""
        return json.dumps(self.body).encode()

    def put(self, place: Any, value: Any) -> Made:
        """Return the answer with a value at a place of a service's file."""
        if isinstance(place, dict):
            return self._replace(head=(*self.head, f"{place['header']}: {value}"))
        if not place:
            return self._replace(body=value)
        body = json.loads(json.dumps(self.body))
        *way, last = place.split("/")[1:]
        inner = body
        for step in way:
            inner = inner.setdefault(step, {})
        inner[last] = value
        return self._replace(body=body)

    def without(self, place: str) -> Made:
        """Return the answer without what is at a place."""
        body = json.loads(json.dumps(self.body))
        *way, last = place.split("/")[1:]
        inner = body
        for step in way:
            inner = inner[step]
        del inner[last]
        return self._replace(body=body)


class ServiceAnswers:
    """The answers of a service."""

    def __init__(self, name: str, output: Any) -> None:
        self.facts: dict[str, Any] = json.loads(FILES[name].read_text("utf-8"))
        self.name, self.output = name, output
        operations = self.facts["operations"]
        self.one_call = "same_as" in operations["result"]
        if self.one_call:
            operations["result"] = operations["status"]
        self.by_http = self.facts.get("result", {}).get("by") == "http"
        self.words: dict[str, str] = self.facts["status"]["values"]
        listed = self.facts["errors"]
        self.refused = {e["http"] for e in listed if e["is"] == "refused" and "code" not in e}
        header = self.facts.get("result", {}).get("own_answer", {}).get("header")
        self.own = (f"{header}: yes",) if header else ()

    def place(self, operation: str, name: str) -> Any:
        """Return where an answer has a value, or None."""
        fields = self.facts["operations"][operation].get("fields")
        return f"/{name}" if fields is None else fields.get(name)

    def answer(self, operation: str, http: int = 0, phase: str = "", **values: Any) -> Made:
        """Return an answer with these values, each where the service has it."""
        told = self.facts["operations"][operation].get("http", USUAL[operation])
        status = http or (told if isinstance(told, int) else told[phase])
        made = Made(status, {})
        for name, value in {"request_id": ID, **values}.items():
            if (place := self.place(operation, name)) is not None:
                made = made.put(place, value)
        return made

    def word(self, phase: str) -> str:
        """Return the word of a phase."""
        found = [word for word, meant in self.words.items() if meant == phase]
        return (found or [word for word, meant in self.words.items() if meant == "finished"])[0]

    def submitted(self, **values: Any) -> Made:
        """Return the answer to a submit that is accepted."""
        return self.answer("submit", **{"status": self.word("waiting"), **values})

    def status(self, phase: str, **values: Any) -> Made:
        """Return the answer to a status of a job in a phase."""
        told = {"status": self.word(phase), **values}
        if phase == "succeeded":
            told = {"output": self.output, **told}
        elif phase == "failed":
            told = {"error": "it broke", **told}
        return self.answer("status", phase=phase, **told)

    def result(self, phase: str, **values: Any) -> Made:
        """Return the answer to a result of a job that has ended."""
        if not self.by_http:
            told = {"output": self.output} if phase == "succeeded" else {"error": "it broke"}
            told = {"status": self.word(phase), **told, **values}
            return self.answer("result", phase=phase, **told)
        if phase == "succeeded":
            made = self.answer("result", **{"output": self.output, **values})
            return made._replace(head=(*self.own, *made.head))
        return self.refusal(422, "it broke")._replace(head=self.own)

    def cancelled(self) -> Made:
        """Return the answer to a cancel that is obeyed at once."""
        cancel = self.facts["cancel"]
        if cancel.get("by") == "status":
            return self.answer("cancel", status=self.word("cancelled"))
        told = next(one for one in cancel["answers"] if one["means"] == "cancelled")
        return self.answer("cancel", told["http"], outcome=told.get("word", "OK"))

    def refusal(self, http: int, words: str = "no", code: str | None = None) -> Made:
        """Return a refusal in the service's form."""
        error = self.facts["error"]
        made = Made(http, {}).put(error["words_at"][0], words)
        return made.put(error["code_at"][0], code) if code and error["code_at"] else made

    def served(self) -> dict[str, tuple[ServerAction, ...]]:
        """Return the answers of a server that behaves."""
        cancelled = self.cancelled()
        no_body = reply(b"", cancelled.status) if cancelled.status == 204 else cancelled.act
        return {
            "submit": (self.submitted().act,),
            "status": (self.status("succeeded").act,),
            "result": (self.result("succeeded").act,),
            "cancel": (no_body,),
        }

    def operation_of(self, request: bytes) -> str:
        """Return which operation a request calls; a status where that is a result, too."""
        method, path = request.split(b" ", 2)[:2]
        path = path.partition(b"?")[0].removeprefix(b"/v1")
        path = path.removeprefix(urlsplit(self.facts["base_url"]).path.encode())
        for name in ("cancel", "status", "result", "submit"):
            facts = self.facts["operations"][name]
            parts = re.split(r"(\{\w+\})", facts["path"])
            patterns = {"{request_id}": "[^/]+"}
            pattern = "".join(
                patterns.get(one, ".+") if one.startswith("{") else re.escape(one) for one in parts
            )
            if facts["method"].encode() == method and re.fullmatch(pattern.encode(), path):
                return name
        raise AssertionError(f"no operation of {self.name}: {request[:200]!r}")
