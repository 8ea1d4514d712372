"""Choose among the services of a specs folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clientwright.errors import UsageError
from clientwright.problems import nearest_name
from clientwright.specs.model import Specs


def require_single_service(root: Path, names: Sequence[str]) -> None:
    """Check that a specs folder contains at most one service.

    Raises:
        UsageError: it contains several.
    """
    if len(names) > 1:
        listed = ", ".join(sorted(names))
        raise UsageError(
            f"{root} contains several services ({listed}); name the folder of one, "
            f"for example --specs {root / sorted(names)[0]}"
        )


def select_service(specs: Sequence[Specs], name: str, where: object) -> Specs:
    """Return the specs of a service.

    Raises:
        UsageError: there is no such service; the message names the nearest, or all.
    """
    known = {one.service.name: one for one in specs}
    if name not in known:
        close = nearest_name(name, known)
        hint = f"did you mean {close!r}? " if close else ""
        raise UsageError(
            f"{where}: there is no service named {name!r}; {hint}known: {', '.join(known) or 'none'}"
        )
    return known[name]
