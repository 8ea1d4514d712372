"""One edit of the runtime that every generated package contains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from clientwright.testing.payloads.payload_generator import PayloadGenerator

EquivalenceReason = Callable[[Sequence[PayloadGenerator]], str]


@dataclass(frozen=True, slots=True)
class RuntimeMutation:
    """One edit: in a file of the runtime, `old` (which occurs once) becomes `new`."""

    name: str
    sentence: str
    file: str
    old: str
    new: str
    equivalence_reason: EquivalenceReason = lambda generators: ""
    """Returns why no input of some endpoints distinguishes the edit, or an empty string."""

    def apply(self, tree: Mapping[str, str]) -> dict[str, str]:
        """Return the files of a package with the edit applied.

        Raises:
            ValueError: the file is gone, or `old` occurs never or more than once: the edit must follow the runtime.
        """
        path = f"_runtime/{self.file}"
        if tree.get(path, "").count(self.old) != 1:
            raise ValueError(f"{path}: {self.old!r} does not occur exactly once")
        return {**tree, path: tree[path].replace(self.old, self.new)}
