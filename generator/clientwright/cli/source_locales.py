"""`--locale` of an import: one for all sources, and others for some of them (`fr=page.txt`)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from clientwright.errors import UsageError
from clientwright.problems import nearest_name


def locales_by_source(options: Sequence[str], sources: Sequence[str]) -> Mapping[str, str]:
    """Return the locale of each source for which the options say one; a source's own wins over that for all.

    Raises:
        UsageError: an option has no language tag or names no source, or two contradict each other;
            all are listed.
    """
    from clientwright.sources.locale import is_language_tag

    general, own, faults = dict[str, str](), dict[str, str](), list[str]()
    for option in options:
        locale, separator, pattern = option.partition("=")
        table = own if separator else general
        matching = _matching(pattern, sources) if separator else list(sources)
        faults += [] if is_language_tag(locale) else [_bad_tag_message(option, locale)]
        faults += [] if matching else [_unknown_message(option, pattern, sources)]
        faults += _conflicts(option, locale, matching, table)
        table.update((name, locale) for name in matching if name not in table)
    if faults:
        raise UsageError("\n       ".join(dict.fromkeys(faults)))
    return {**general, **own}


def _matching(pattern: str, sources: Sequence[str]) -> list[str]:
    """Return the sources that a name means: a path, a URL, the end of either, or a pattern."""
    if not pattern:
        return []
    exact = [name for name in sources if os.path.normpath(name) == os.path.normpath(pattern)]
    return exact or [
        name
        for name in sources
        if _spelled(name).endswith("/" + _spelled(pattern).lstrip("/"))
        or fnmatchcase(name, pattern)
        or fnmatchcase(_spelled(name).rpartition("/")[2], pattern)
    ]


def _spelled(name: str) -> str:
    return name.replace(os.sep, "/")


def _bad_tag_message(option: str, locale: str) -> str:
    from clientwright.sources.language_codes import suggest_language

    meant = suggest_language(locale) or _with_hyphens(locale)
    hint = f"did you mean {meant}? " if meant else ""
    return f"--locale {option}: {locale!r} is not the tag of a language; {hint}use a tag such as en, ja or zh-TW."


def _with_hyphens(locale: str) -> str:
    """Return a tag that is written as systems name locales (`zh_TW`, `pt_BR.UTF-8`) as it should be, or ""."""
    from clientwright.sources.locale import is_language_tag

    tag = locale.partition(".")[0].replace("_", "-")
    return tag if is_language_tag(tag) else ""


def _unknown_message(option: str, pattern: str, sources: Sequence[str]) -> str:
    close = nearest_name(pattern, [_spelled(name).rpartition("/")[2] for name in sources])
    hint = f"did you mean {close!r}? " if close else ""
    listed = ", ".join(sources)
    return f"--locale {option}: no source is called {pattern!r}; {hint}the sources are {listed}."


def _conflicts(
    option: str, locale: str, matching: Sequence[str], known: Mapping[str, str]
) -> Iterator[str]:
    for name in matching:
        if known.get(name, locale).lower() != locale.lower():
            other = known[name]
            yield f"--locale {option}: another --locale says that {name} is in {other!r}; leave out one."
