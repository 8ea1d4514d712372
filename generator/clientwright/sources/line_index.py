"""The lines of many places in a catalogue: its text is read once for each entry, however many are asked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from clientwright.errors import ProblemsError
from clientwright.problems import Location
from clientwright.sources.catalogue import Catalogue, split_entry_pointer
from clientwright.specs.json_text import scan_json


def locate_in_catalogues(
    catalogues: Sequence[Catalogue], places: Sequence[Location]
) -> list[Location]:
    """Fill in line and column of each place, or its nearest parent, that stands in one of the catalogues."""
    wanted = dict[str, list[Location]]()
    for place in places:
        wanted.setdefault(place.file, []).append(place)
    found = dict[Location, Location]()
    for one in catalogues:
        found |= _locate_in_catalogue(one, wanted.get(one.source.name, ()))
    return [found.get(place, place) for place in places]


def _locate_in_catalogue(
    catalogue: Catalogue, places: Sequence[Location]
) -> dict[Location, Location]:
    if not places:
        return {}
    text = catalogue.source.text
    breaks = [match.start() for match in re.finditer("\n", text)]
    read, found = dict[int, Mapping[str, int]](), dict[Location, Location]()
    for place in places:
        entry = split_entry_pointer(place.pointer)
        if entry is None:
            continue
        number, below = entry
        if number not in read:
            read[number] = _offsets(text, place, catalogue.starts[number])
        while below and below not in read[number]:
            below = below.rpartition("/")[0]
        offset = read[number].get(below)
        if offset is not None:
            line = bisect_left(breaks, offset)
            column = offset - (breaks[line - 1] if line else -1)
            found[place] = replace(place, line=line + 1, column=column)
    return found


def _offsets(text: str, place: Location, start: int) -> Mapping[str, int]:
    try:
        return scan_json(text, place, start).offsets
    except ProblemsError:
        return {}
