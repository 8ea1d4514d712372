"""The service's own words for what a job is doing, by what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clientwright.specs.model import Service
from clientwright.testing.client_protocol.scripted_server import REQUEST_ID, ScriptedAnswer

OUTPUT_URL = "https://outputs.example/video.mp4"
FAILURE_REASON = "the prompt shows a face"


@dataclass(frozen=True, slots=True)
class AnswerBuilder:
    """Answers of a service, built from its facts."""

    service: Service

    def status(self, means: str) -> ScriptedAnswer:
        """Say on /status what a job is doing."""
        return self.with_word("status", self.word_for("status", means))

    def result(self, means: str, **more: Any) -> ScriptedAnswer:
        """Say on /result what became of it."""
        return self.with_word("result", self.word_for("result", means), **more)

    def with_word(self, operation: str, word: str, **more: Any) -> ScriptedAnswer:
        """Say a word, known or not."""
        return 200, {"request_id": REQUEST_ID, "status": word, **more}

    def success(self) -> ScriptedAnswer:
        """Say that it succeeded, with an output."""
        return self.result("succeeded", output={next(iter(self._output_fields())): OUTPUT_URL})

    def failure(self) -> ScriptedAnswer:
        """Say that it failed, and why."""
        return self.result("failed", error=FAILURE_REASON)

    def word_for(self, operation: str, means: str) -> str:
        """Give the word of an operation that has a meaning, or an empty string."""
        values: dict[str, str] = self.service.document[operation]["values"]
        return next((word for word, meaning in values.items() if meaning == means), "")

    def _output_fields(self) -> list[str]:
        properties: dict[str, Any] = self.service.output.get("properties", {})
        return [name for name, sub in properties.items() if sub.get("type") == "string"] or [
            "video"
        ]
