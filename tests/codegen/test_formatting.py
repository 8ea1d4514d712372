"""What is not given to the formatter is as the formatter would leave it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from clientwright.codegen import formatting, runtime_files
from clientwright.codegen.formatting import format_tree
from clientwright.codegen.package_plan import plan_package
from clientwright.codegen.render import render_shared_files
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.model_ids import ModelId
from codegen import support
from codegen.hostile_texts import TEXT


def format_everything(tree: Mapping[str, str]) -> dict[str, str]:
    """Return a tree in which the formatter was asked about every Python file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formatting, "_is_formatted", lambda path, _: not path.endswith(".py"))
        return format_tree(tree)


@pytest.mark.parametrize("http", runtime_files.HTTP_MODULES)
def test_the_runtime_is_formatted(http: str) -> None:
    """The formatter leaves the files of the runtime as they are carried."""
    files = runtime_files.files(http)
    assert format_everything(files) == files


DESCRIPTIONS = TEXT | st.text(st.sampled_from("ab \n\t'`#漢"), max_size=150)


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    st.lists(DESCRIPTIONS, min_size=5, max_size=12),
    st.lists(st.sampled_from(["a", "b-1", "class", "long-name-" * 4]), min_size=1, max_size=4),
)
def test_folders_are_written_as_the_formatter_would(texts: list[str], below: list[str]) -> None:
    """Folders of any endpoints and with any descriptions are the same with and without the quick look."""
    ids = [f"m{n}/{'x' * n * 9}x" for n in range(len(texts))]
    described = [
        Endpoint(ModelId(id), {}, words={"en": {"": {"description": text}}})
        for id, text in zip(ids, texts, strict=True)
    ]
    others = [Endpoint(ModelId(f"{id}/{name}"), {}) for id in ids for name in {*below}]
    specs = Specs.from_endpoints(Path("specs"), support.service(), [*described, *others])
    tree = render_shared_files(plan_package(specs, ()), "httpx")
    fresh = {path: text for path, text in tree.items() if not runtime_files.is_runtime(path)}
    skipped = [path for path, text in fresh.items() if formatting._is_formatted(path, text)]
    event(f"skipped: {bool(skipped)}; formatted: {len(skipped) < len(fresh)}")
    assert format_tree(fresh) == format_everything(fresh)


def test_most_folders_need_no_formatter() -> None:
    """A folder of some endpoints with short names is not given to the formatter."""
    endpoints = [Endpoint(ModelId(f"maker/{name}"), {}) for name in ("draw", "sing")]
    specs = Specs.from_endpoints(Path("specs"), support.service(), endpoints)
    tree = render_shared_files(plan_package(specs, ()), "httpx")
    assert formatting._is_formatted("maker/__init__.py", tree["maker/__init__.py"])
