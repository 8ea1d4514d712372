"""One file for each group of keywords: what an edit of them does to the values that a schema takes.

A table reads a `Pair` and yields claims; a new keyword is a new line in one of the tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clientwright.evolution.diff.keywords import (
    annotation_keywords,
    bounds,
    branches,
    conditions,
    contains,
    defaults,
    dependents,
    enum,
    formats,
    items,
    media,
    multiple_of,
    patterns,
    properties,
    required,
    types,
    unique_items,
)
from clientwright.evolution.diff.model.keyword_edit import KeywordEdit, SchemaPair

KeywordComparer = Callable[[SchemaPair], Iterator[KeywordEdit]]

ENUM_COMPARERS: tuple[KeywordComparer, ...] = (enum.compare_keywords,)
CONSTRAINT_COMPARERS: tuple[KeywordComparer, ...] = (
    types.compare_keywords,
    bounds.compare_keywords,
    multiple_of.compare_keywords,
    patterns.compare_keywords,
    required.compare_keywords,
    properties.compare_keywords,
    dependents.compare_keywords,
    items.compare_keywords,
    unique_items.compare_keywords,
    contains.compare_keywords,
    branches.compare_keywords,
    conditions.compare_keywords,
)
ANNOTATION_COMPARERS: tuple[KeywordComparer, ...] = (
    media.compare_keywords,
    defaults.compare_keywords,
    formats.compare_keywords,
    annotation_keywords.compare_keywords,
)
