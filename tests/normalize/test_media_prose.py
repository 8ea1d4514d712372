"""A single file extension in a description is an example, unless the text excludes others."""

from __future__ import annotations

import pytest

from clientwright.normalize.media_prose import formats_in, is_complete_list


@pytest.mark.parametrize(
    "text",
    [
        "Supports jpg only.",
        "Only jpg",
        "JPG files only",
        "only supports .jpg",
        "仅支持jpg",
        "僅支援 JPG 格式",
        "只支持 jpg。",
        "jpg形式のみ",
        "JPG のみ対応",
        "jpgだけ",
        "Только jpg",
        "только в формате jpg",
        "Solo admite jpg.",
        "Sólo jpg",
        "jpg únicamente",
        "jpg, png",
    ],
)
def test_complete_list_is_detected(text: str) -> None:
    """A list is complete if it names several formats, or one and excludes others, in any language."""
    assert is_complete_list(text, formats_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A picture, e.g. cat.jpg",
        "Not only jpg.",
        "不仅支持jpg",
        "не только jpg",
        "no solo jpg",
        "Only used when mode is video. A jpg is best.",
        "jpg only if it has no alpha channel",
        "Only square images; jpg works well.",
        "Only jpg files are resized.",
        "Solo jpg se comprime",
        "jpgのみの場合",
        "onlyjpgx",
    ],
)
def test_example_is_not_a_complete_list(text: str) -> None:
    """A single format is an example unless the text excludes others."""
    assert not is_complete_list(text, formats_in(text))
