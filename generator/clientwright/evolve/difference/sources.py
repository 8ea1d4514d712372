"""What stands on the command line of `diff`: specs folders, spec files, saved pages and catalogues, revisions, in any mix.

`KINDS` is asked in its order; a new kind of source is a class with `takes` and `read`,
and one line there. What reads documents is loaded where one is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from glob import glob, has_magic
from pathlib import Path

from clientwright import locations
from clientwright.errors import ProblemsError, UsageError
from clientwright.evolve.difference import trees
from clientwright.evolve.difference.loading import spec_id
from clientwright.evolve.difference.trees import SERVICE, Tree
from clientwright.evolve.difference.unread import Gaps
from clientwright.problems import Problem, has_errors
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId

PAGES = (".txt", ".html", ".htm", ".md", ".json")

Importer = Callable[[Service, Mapping[ModelId, Endpoint]], tuple[tuple[Endpoint, ...], Gaps]]


@dataclass(frozen=True, slots=True)
class Source:
    """One side as it was named: files of specs, or documents that become endpoints of a service."""

    name: str
    tree: Tree | None = None
    importer: Importer | None = None
    partial: bool = False
    """Whether what it does not hold is no less there."""


def source(name: str, beside: str = "") -> Source:
    """Find out what a word on the command line means; `beside` is the newer side, where there is one.

    Raises:
        UsageError: nothing is called so.
        SourceError: it cannot be read.
    """
    for takes, make in KINDS if name.strip() else ():
        if takes(name):
            empty = trees.not_yet(name, beside) if make is _revision and beside else None
            return _of(name, empty) if empty else make(name)
    if trees.revision_of(name):
        raise UsageError(
            f"{name} is a git revision; say which folder of it you mean, as {name}:specs."
        )
    raise UsageError(
        f"{name or 'An empty name'}: there is no such file or folder; give a specs folder, a spec file, a page, "
        "or a git revision such as HEAD~1:specs."
    )


def _is_specs(name: str) -> bool:
    root = Path(name)
    return root.is_dir() and (any(root.glob(f"*/{SERVICE}")) or (root / SERVICE).is_file())


def _is_spec(name: str) -> bool:
    path = Path(name)
    return path.is_file() and path.suffix == ".json" and bool(spec_id(path.read_bytes()))


def _is_facts(name: str) -> bool:
    return Path(name).name == SERVICE and Path(name).is_file()


def _is_page(name: str) -> bool:
    return "://" in name or bool(_documents(name))


def _documents(name: str) -> list[str]:
    path = Path(name)
    if path.is_dir():
        return [str(p) for p in sorted(path.iterdir()) if p.suffix in PAGES and p.is_file()]
    if path.exists():
        return [name]
    return sorted(glob(name, recursive=True)) if has_magic(name) else []


def _specs(name: str) -> Source:
    return _of(name, trees.folder(Path(name)))


def _of(name: str, tree: Tree) -> Source:
    return Source(name, tree, partial=tree.partial)


def _spec(name: str) -> Source:
    path = Path(name)
    return _of(name, one_file(path.name, str(path.parent), path.read_bytes(), _service_above(path)))


def _facts(name: str) -> Source:
    path = Path(name)
    return _of(name, Tree(str(path.parent), {SERVICE: path.read_bytes()}, partial=True))


def _service_above(path: Path) -> bytes | None:
    above = (parent / SERVICE for parent in path.resolve().parents)
    return next((found.read_bytes() for found in above if found.is_file()), None)


def one_file(name: str, label: str, data: bytes, service: bytes | None) -> Tree:
    """Give the tree of one spec file; the facts of its service may stand elsewhere."""
    found = {name: data} if service is None else {name: data, SERVICE: service}
    return Tree(label, found, partial=True)


def _revision(name: str) -> Source:
    return _of(name, trees.revision(name))


def _pages(name: str) -> Source:
    listed = [name] if "://" in name else _documents(name)

    def importer(
        service: Service, existing: Mapping[ModelId, Endpoint]
    ) -> tuple[tuple[Endpoint, ...], Gaps]:
        from clientwright.normalize.import_endpoints import import_endpoints
        from clientwright.sources.documents import RawEndpoint
        from clientwright.sources.load_source import load_source
        from clientwright.sources.reader_registry import read_source

        found = [read_source(load_source(one), service_hosts=service.hosts) for one in listed]
        raws = [one for one in found if isinstance(one, RawEndpoint)]
        problems: list[Problem] = [
            problem for one in found if not isinstance(one, RawEndpoint) for problem in one
        ]
        imported = import_endpoints(raws, service, existing)
        problems += imported.problems
        wrong = locations.add_lines(p for p in problems if has_errors([p]))
        if wrong and not imported.endpoints:
            raise ProblemsError(wrong)
        return tuple(replace(e, path=Path(name)) for e in imported.endpoints), Gaps(others=wrong)

    return Source(name, importer=importer, partial=True)


def _is_catalogue(name: str) -> bool:
    if not name.endswith(".json") or not Path(name).is_file():
        return False
    from clientwright.evolve.difference.catalogues import is_catalogue

    return is_catalogue(name)


def _catalogue(name: str) -> Source:
    from clientwright.evolve.difference.catalogues import endpoints

    return Source(name, importer=lambda service, existing: endpoints(name, service, existing))


KINDS: tuple[tuple[Callable[[str], bool], Callable[[str], Source]], ...] = (
    (_is_specs, _specs),
    (_is_spec, _spec),
    (_is_facts, _facts),
    (_is_catalogue, _catalogue),
    (_is_page, _pages),
    (lambda name: ":" in name, _revision),
)
