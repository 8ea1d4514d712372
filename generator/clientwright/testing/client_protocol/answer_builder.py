"""Answers in the service's own words, by their meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clientwright.specs.model import Service
from clientwright.testing.client_protocol.scripted_server import REQUEST_ID, ScriptedAnswer

OUTPUT_URL = "https://outputs.example/video.mp4"
FAILURE_REASON = "the prompt shows a face"


@dataclass(frozen=True, slots=True)
class AnswerBuilder:
    """Builds the answers of a service from its service.json."""

    service: Service

    def status(self, means: str) -> ScriptedAnswer:
        """Return a /status answer with the word for a meaning."""
        return self.with_word("status", self.word_for("status", means))

    def result(self, means: str, **more: Any) -> ScriptedAnswer:
        """Return a /result answer with the word for a meaning."""
        return self.with_word("result", self.word_for("result", means), **more)

    def with_word(self, operation: str, word: str, **more: Any) -> ScriptedAnswer:
        """Return an answer with a status word, known or not."""
        return 200, {"request_id": REQUEST_ID, "status": word, **more}

    def success(self, **more: Any) -> ScriptedAnswer:
        """Return a /result answer of a job that succeeded, with an output."""
        output = {next(iter(self._output_fields())): OUTPUT_URL}
        return self.result("succeeded", output=output, **more)

    def failure(self) -> ScriptedAnswer:
        """Return a /result answer of a job that failed, with the reason."""
        return self.result("failed", error=FAILURE_REASON)

    def word_for(self, operation: str, means: str) -> str:
        """Return the word of an operation for a meaning, or an empty string."""
        values: dict[str, str] = self.service.document[operation]["values"]
        return next((word for word, meaning in values.items() if meaning == means), "")

    def _output_fields(self) -> list[str]:
        properties: dict[str, Any] = self.service.output.get("properties", {})
        return [name for name, sub in properties.items() if sub.get("type") == "string"] or [
            "video"
        ]
