"""The model id of a page: read from its URLs, and checked against what else the page says.

A call to a wrong path may cost money. So no reading is chosen where the page allows two, and a
person's id is taken then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clientwright.problems import Location, Problem
from clientwright.sources.documents import Document
from clientwright.sources.id_mentions import is_mentioned, is_proved
from clientwright.sources.model_urls import ModelUrl, has_loose_word
from clientwright.sources.page_title import TitleId, find_title_id
from clientwright.sources.problems import (
    CallsDisagree,
    IdChosen,
    IdContradicts,
    IdSpelledTwice,
    IdUnclear,
    NoSampleCall,
    TitleDisagrees,
)
from clientwright.specs.model_ids import ModelId, check_model_id, invalid_id_reason
from clientwright.specs.problems import BadModelId

MAX_URLS = 50
"""Largest number of URLs that are looked at."""


@dataclass(frozen=True, slots=True)
class PageModelId:
    """The model id of a page, None if it cannot be told, and what is wrong with it."""

    id: ModelId | None
    problems: tuple[Problem, ...] = ()


def find_model_id(
    document: Document,
    urls: Sequence[ModelUrl],
    given: str | None,
    hosts: Sequence[str],
    form: str,
) -> PageModelId:
    """Return the model id of a page: `given` by a person, or what the page's URLs, of a `form`, name."""
    named = _named_models(document, urls, hosts)
    problems = tuple(_choose(document, named, given, form))
    here = document.location(named[0].url.offset) if named else Location(document.file)
    text = given if given is not None else named[0].id if named else None
    found = check_model_id(text, here) if text is not None else None
    if isinstance(found, BadModelId):
        return PageModelId(None, (*problems, found))
    return PageModelId(found, problems)


@dataclass(frozen=True, slots=True)
class _NamedModel:
    """A URL and the id in it, None if it may be any of several readings."""

    url: ModelUrl
    id: str | None


def _named_models(
    document: Document, urls: Sequence[ModelUrl], hosts: Sequence[str]
) -> list[_NamedModel]:
    """Return what the URLs of the calls name, or those of other places if there is no call."""
    known = {host.lower() for host in hosts}
    models = [url for url in urls if url.text is not None]
    calls = [url for url in models if url.is_call]
    others = [url for url in models if url.host in known]
    found = [_NamedModel(url, _read(document.text, url)) for url in (calls or others)[:MAX_URLS]]
    sure = {one.id for one in found if one.id is not None}
    return [
        one
        if one.id is not None
        else _NamedModel(one.url, _only(sure & {*filter(one.url.may_end_after, one.url.readings)}))
        for one in found
    ]


def _only(ids: set[str]) -> str | None:
    return next(iter(ids)) if len(ids) == 1 else None


def _read(text: str, url: ModelUrl) -> str | None:
    """Return the id in a URL if there is one reading of it that the page supports."""
    whole, *shorter = url.readings
    if not shorter and (url.is_sure or not has_loose_word(whole) or invalid_id_reason(whole)):
        return whole
    if not url.is_sure:
        ends = (one for one in url.readings if url.may_end_after(one))
        return _only({one for one in ends if is_proved(one, text, url)})
    if is_mentioned(whole, text, url) or _is_quoted(text, url):
        return whole
    return None if any(is_mentioned(one, text, url) for one in shorter) else whole


def _is_quoted(text: str, url: ModelUrl) -> bool:
    return text[url.end : url.end + 1] in ("'", '"', "`")


def _choose(
    document: Document, named: Sequence[_NamedModel], given: str | None, form: str
) -> Iterator[Problem]:
    """Yield what is wrong with the ids of a page, beside that which a person gave."""
    if not named:
        if given is None:
            yield NoSampleCall(Location(document.file), form)
        return
    ids = list(dict.fromkeys(one.id for one in named if one.id is not None))
    told = [one for one in named if one.id is not None]
    unclear = [one.url for one in named if one.id is None]
    here = document.location(named[0].url.offset)
    disagreeing: list[CallsDisagree | TitleDisagrees] = [
        *_disagreements(document, named),
        *_title_disagrees(document, told),
    ]
    if given is None:
        yield from disagreeing
        yield from (
            IdUnclear(document.location(url.offset), url.likely_readings) for url in unclear[:1]
        )
        yield from _title_spelling(document, told) if len(ids) == 1 else ()
    elif disagreeing:
        yield IdChosen(here, given, _found_ids(disagreeing))
    elif ids and given not in ids and not any(given in url.readings for url in unclear):
        yield IdContradicts(here, given, ids[0])


def _found_ids(problems: Sequence[CallsDisagree | TitleDisagrees]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for one in problems for id in (one.other_id, one.model_id)))


def _disagreements(document: Document, named: Sequence[_NamedModel]) -> Iterator[CallsDisagree]:
    told = [one for one in named if one.id is not None]
    for one in told[1:]:
        if one.id != told[0].id:
            here, first = (document.location(each.url.offset) for each in (one, told[0]))
            yield CallsDisagree(here, str(one.id), str(told[0].id), first)


def _title_disagrees(document: Document, named: Sequence[_NamedModel]) -> Iterator[TitleDisagrees]:
    """Yield a problem if the title of a page is the id of another model of the same vendor."""
    title = _title_id(document, named)
    if title and _letters(title.id) not in {_letters(one.id or "") for one in named}:
        here, call = document.location(title.offset), document.location(named[0].url.offset)
        yield TitleDisagrees(here, title.id, str(named[0].id), call)


def _title_spelling(document: Document, named: Sequence[_NamedModel]) -> Iterator[IdSpelledTwice]:
    """Yield a warning if the title of a page is the id in another spelling."""
    title = _title_id(document, named)
    if title and _letters(title.id) == _letters(named[0].id or ""):
        here, call = document.location(title.offset), document.location(named[0].url.offset)
        yield IdSpelledTwice(here, title.id, str(named[0].id), call)


def _title_id(document: Document, named: Sequence[_NamedModel]) -> TitleId | None:
    ids = {one.id for one in named if one.id is not None}
    return find_title_id(document.text, named[0].url.offset, ids) if ids else None


def _letters(id: str) -> str:
    """Return an id without what its spellings differ in: case, and signs between words."""
    return re.sub(r"[\s._-]+", "", id).lower()
