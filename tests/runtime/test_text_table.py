"""Tables of plain text: they fit, keep every row, and move no cursor."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.text_table import Column, aligned, line, shown

CELLS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
COLUMNS = (Column("#"), Column("name", least=8), Column("path", least=6, keeps_end=True))


@given(st.lists(st.tuples(st.integers(0, 99).map(str), CELLS, CELLS)), st.integers(20, 100))
def test_a_table_fits_and_has_every_row(rows: list[tuple[str, str, str]], width: int) -> None:
    """No line is longer than the width, cells of a column are equally wide, and cuts are marked."""
    found = aligned(COLUMNS, rows, width)
    assert len(found) == len(rows) + 1
    assert all(len(line(cells)) <= width for cells in found)
    assert len({tuple(map(len, cells)) for cells in found}) == 1
    for (number, name, path), cells in zip(rows, found[1:], strict=True):
        shown_number, shown_name, shown_path = [cell.rstrip() for cell in cells]
        assert shown_number == number
        assert shown_name == name or (shown_name[-1] == "…" and name.startswith(shown_name[:-1]))
        assert shown_path == path or (shown_path[0] == "…" and path.endswith(shown_path[1:]))


@given(st.lists(st.tuples(CELLS, CELLS, st.just("")), min_size=1))
def test_nothing_is_cut_or_left_out_where_there_is_room(rows: list[tuple[str, str, str]]) -> None:
    """Without a width, and within one that is enough, all texts are whole, and empty columns stay."""
    for width in (None, 100):
        cells = aligned(COLUMNS, rows, width)
        assert [[one.rstrip() for one in row] for row in cells[1:]] == [[*row] for row in rows]
        assert len(cells[0]) == len(COLUMNS)


def test_empty_columns_give_way_first() -> None:
    """Where there is no room a column without texts is left out before others are cut."""
    head, row = aligned(COLUMNS, [("1", "a" * 15, "")], 18)
    assert (len(head), [*map(str.rstrip, row)]) == (2, ["1", "a" * 15])


@given(st.text(), st.integers(1, 50))
def test_cells_are_short_and_printable(text: str, longest: int) -> None:
    """A cell is at most as long as it may be, printable, and unchanged if it was."""
    found = shown(text, longest)
    assert len(found) <= longest
    assert found.isprintable()
    if text.isprintable() and len(text) <= longest:
        assert found == text
