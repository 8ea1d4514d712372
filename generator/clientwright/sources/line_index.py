"""Line numbers of many locations in catalogues; each entry's text is scanned at most once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from clientwright.io.json_text import value_offsets
from clientwright.problems import Location
from clientwright.sources.catalogue import Catalogue, split_entry_pointer


def locate_in_catalogues(
    catalogues: Sequence[Catalogue], locations: Sequence[Location]
) -> list[Location]:
    """Fill in line and column of each location in a catalogue, or of its nearest parent; known lines stay."""
    by_file = dict[str, list[Location]]()
    for location in locations:
        if not location.line:
            by_file.setdefault(location.file, []).append(location)
    found = dict[Location, Location]()
    for catalogue in catalogues:
        found |= _locate_in_catalogue(catalogue, by_file.get(catalogue.source.name, ()))
    return [found.get(location, location) for location in locations]


def _locate_in_catalogue(
    catalogue: Catalogue, locations: Sequence[Location]
) -> dict[Location, Location]:
    if not locations:
        return {}
    text = catalogue.source.text
    breaks = [match.start() for match in re.finditer("\n", text)]
    offsets, found = dict[int, Mapping[str, int]](), dict[Location, Location]()
    for location in locations:
        entry = split_entry_pointer(location.pointer)
        if entry is None:
            continue
        number, below = entry
        if number not in offsets:
            offsets[number] = value_offsets(text, catalogue.starts[number])
        while below and below not in offsets[number]:
            below = below.rpartition("/")[0]
        offset = offsets[number].get(below)
        if offset is not None:
            line = bisect_left(breaks, offset)
            column = offset - (breaks[line - 1] if line else -1)
            found[location] = replace(location, line=line + 1, column=column)
    return found
