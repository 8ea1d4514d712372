"""Problems of a copy of a client in another project."""

from __future__ import annotations

from clientwright.problems import Problem


class CopyEdited(Problem, code="copy-edited"):
    """A file of a copy, or of a `generated` package, was edited by hand; `diff` is the edit."""

    diff: str = ""
    generated: bool = False
    FOUND = "this file was edited by hand since it was {generated:generated|vendored}."
    ADVICE = "Take it from version control, or move the change to the spec; 'clientwright {generated:generate|vendor} --force' overwrites it."


class CopyIncomplete(Problem, code="copy-incomplete"):
    """A file of a copy, or of a `generated` package, is missing."""

    generated: bool = False
    FOUND = "this file was {generated:generated|vendored}, and is missing now."
    ADVICE = (
        "Take it from version control, or run 'clientwright {generated:generate|vendor}' again."
    )


class CopyStale(Problem, code="copy-stale"):
    """A file of a copy is not what the specs now render; `becomes` and `diff` are as in `StaleFile`."""

    diff: str = ""
    becomes: str = "changed"
    FOUND = "this file is not what the specs now render."
    ADVICE = "Run 'clientwright vendor' again; it remembers the endpoints."


class InTheWay(Problem, code="copy-in-the-way"):
    """A file that clientwright did not write has the path of a file of the copy."""

    FOUND = "a file that clientwright did not write has the path of a file of the client."
    ADVICE = "Move it away, choose another folder with --into, or overwrite it with --force."


class EndpointLost(Problem, code="endpoint-lost"):
    """The specs no longer have an endpoint or pattern that a copy was made with."""

    asked: str
    left: tuple[str, ...] = ()
    FOUND = "the copy was made with {asked!q}, and the specs have no such endpoint any more."
    ADVICE = "Stop using it, then run 'clientwright vendor' with --endpoint for those that are left{left:: {left:, }|}."
