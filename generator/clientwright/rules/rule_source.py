"""Where a rule came from, in words: read by the program, written by a person, or shared by several endpoints."""

from __future__ import annotations

from enum import StrEnum

from clientwright.rules.base import Rule


class RuleSource(StrEnum):
    """Who stated a rule: the program `READ` it, a person has `WRITTEN` it, or it is `SHARED` by a service's endpoints."""

    READ = "read"
    WRITTEN = "written"
    SHARED = "shared"


def source_of(rule: Rule) -> RuleSource:
    """Return who stated a rule."""
    if rule.shared is not None:
        return RuleSource.SHARED
    return RuleSource.WRITTEN if rule.origin is None else RuleSource.READ


def describe_source(rule: Rule) -> str:
    """Return where a rule came from: `read from the description of duration (en)`, `written in the spec`."""
    if rule.shared is None and rule.origin is not None:
        return f"read from {describe_place(rule.origin.at, rule.origin.locale)}"
    file = "the spec" if rule.shared is None else "service.json for several endpoints"
    places = dict.fromkeys(describe_place(one.at, one.locale) for one in rule.settles)
    return ", after ".join(filter(None, (f"written in {file}", " and ".join(places))))


def describe_place(at: str, locale: str) -> str:
    """Return the description at a pointer of the input schema in words, with its locale."""
    field = describe_field(at.rpartition("/")[0])
    return f"the description of {field or 'the endpoint'} ({locale})"


def describe_field(pointer: str) -> str:
    """Return the field at a pointer of the input schema as people write it: `shots[*].prompt`."""
    tokens, found = pointer.split("/")[1:], ""
    while tokens:
        keyword = tokens.pop(0)
        if keyword == "items":
            found += "[*]"
        elif keyword == "properties" and tokens:
            found += f".{tokens.pop(0).replace('~1', '/').replace('~0', '~')}"
        else:  # a branch or a definition has no name in an input
            return pointer
    return found.removeprefix(".")
