"""What is printed after the tests: shared faults and open questions, also those that workers of xdist found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientwright.testing.promises import Note, Target
from clientwright.testing.pytest_plugin.lazy_results import LazyResults
from clientwright.testing.report.summary_table import format_notes


@dataclass(slots=True)
class ContractSummary:
    """The lines about faults that break several promises, and the notes, each once."""

    faults: dict[str, None] = field(default_factory=dict[str, None])
    notes: dict[Note, None] = field(default_factory=dict[Note, None])

    def add_results(self, results: LazyResults) -> None:
        """Add what the trials of this process have found."""
        for fault in results.faults().values():
            line = f"{fault.cause}: {fault.extent}, such as {fault.example.promise.id}"
            self.faults[line] = None
        self.notes.update(dict.fromkeys(results.notes()))

    def as_json(self) -> dict[str, Any]:
        """Return the summary in the types that a worker can send."""
        notes = [(n.question, n.seen, str(n.target), n.endpoint) for n in self.notes]
        return {"faults": [*self.faults], "notes": notes}

    def add_json(self, sent: Mapping[str, Any]) -> None:
        """Add the summary that a worker sent."""
        self.faults.update(dict.fromkeys(sent.get("faults", ())))
        for question, seen, target, endpoint in sent.get("notes", ()):
            self.notes[Note(question, seen, Target(target), endpoint)] = None

    def sections(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield the title and the lines of each section that has any."""
        if self.faults:
            yield "contract: faults that break several promises", [*self.faults]
        if self.notes:
            yield "contract: questions that the specs leave open", [*format_notes([*self.notes])]
