"""The steps from specs to a package's files: lint, plan, render, format; unchanged modules are reused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from clientwright import locations
from clientwright.codegen import lock_file as locks
from clientwright.codegen.formatting import add_markers, format_tree
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_plan import (
    PlannedPackage,
    build_endpoint_tree,
    plan_endpoint,
    plan_package,
)
from clientwright.codegen.problems import NotGenerated
from clientwright.codegen.render import learn_types, render_endpoint, render_shared_files
from clientwright.codegen.runtime_files import drop_unused_runtime, is_runtime
from clientwright.codegen.type_spelling import remembering
from clientwright.codegen.vendored_copy import VendoredCopy
from clientwright.errors import ProblemsError
from clientwright.io.cache import Cache, open_cache
from clientwright.io.process_pool import map_in_processes
from clientwright.lint import lint_endpoint, lint_service
from clientwright.problems import Problem, has_errors
from clientwright.specs import codec
from clientwright.specs.model import Endpoint, Specs

_MANY_TO_LINT, _MANY_TO_RENDER = 50, 100
"""Numbers of endpoints from which a process of their own saves time."""
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class RenderedPackage:
    """A rendered package: its files, its lock, and problems that are not errors."""

    tree: Mapping[str, str]
    lock: LockFile
    problems: tuple[Problem, ...]


def spec_hashes(specs: Specs) -> dict[str, str]:
    """Return the hashes of the service and of every endpoint, by content."""
    found = {str(e.id): locks.json_digest(codec.endpoint_as_json(e)) for e in specs.endpoints}
    return {"service.json": locks.json_digest(dict(specs.service.document)), **found}


def lock_options(http: str, copy: VendoredCopy | None = None) -> dict[str, str]:
    """Return the options that a lock records."""
    return {"http": http, **(copy.options if copy else {})}


@dataclass(frozen=True, slots=True)
class PackageDraft:
    """A package to render: its specs, and the path and text of each module that is reused, by id.

    What earlier runs remembered is used only by a `trusting` draft.
    """

    specs: Specs
    http: str
    hashes: Mapping[str, str]
    cache: Cache
    reused: Mapping[str, tuple[str, str]]
    copy: VendoredCopy | None = None
    problems: tuple[Problem, ...] = ()
    trusting: bool = True

    @property
    def fresh(self) -> list[Endpoint]:
        """The endpoints whose modules are not reused."""
        return [e for e in self.specs.endpoints if str(e.id) not in self.reused]


@dataclass(frozen=True, slots=True)
class PlannedDraft:
    """A package whose names, order, paths and texts are decided."""

    draft: PackageDraft
    package: PlannedPackage


@dataclass(frozen=True, slots=True)
class DraftText:
    """A package as text that is not formatted yet; `modules` has the path of each endpoint's module."""

    draft: PackageDraft
    tree: Mapping[str, str]
    modules: Mapping[str, str]


def start_draft(
    specs: Specs,
    http: str,
    package: Path,
    old: LockFile | None,
    copy: VendoredCopy | None = None,
    *,
    hashes: Mapping[str, str] | None = None,
    trusting: bool = True,
) -> PackageDraft:
    """Start a package, reusing modules on disk that are proved current; a copy includes its note.

    The proof is `old`, the package's lock, or else the cache of hashes of modules rendered here: it
    is in the user's cache folder rather than in the package, so that editing a package cannot change it.
    `hashes` are the specs' hashes, if known. Without `trusting`, no cache proves anything.
    """
    hashes = hashes or spec_hashes(specs)
    made_from = f"{locks.toolchain_digest()} {hashes['service.json']} {http}"
    count = len(hashes) - 1
    cache = open_cache("rendered", package, count, made_from) if trusting else Cache(None)
    digests = _known_digests(specs, old, cache, hashes, lock_options(http, copy))
    reused = _reusable_modules(package, digests)
    return PackageDraft(specs, http, hashes, cache, reused, copy, trusting=trusting)


def lint_draft(draft: PackageDraft) -> PackageDraft:
    """Check the specs of what is not reused.

    Raises:
        ProblemsError: a spec has errors.
    """
    by_endpoint = map_in_processes(
        lambda endpoint: [*lint_endpoint(endpoint)], draft.fresh, worthwhile=_MANY_TO_LINT
    )
    found = [*chain(*by_endpoint), *lint_service(draft.specs)]
    if has_errors(found):
        raise ProblemsError(locations.add_lines(found))
    return replace(draft, problems=tuple(found))


def plan_draft(draft: PackageDraft) -> PlannedDraft:
    """Plan the package, with the modules that are not reused.

    Raises:
        ProblemsError: endpoints cannot be planned.
    """
    package, service = plan_package(draft.specs, ()), draft.specs.service
    nodes = package.tree.endpoints()
    planned = _each(
        draft.fresh,
        draft.fresh,
        lambda one: plan_endpoint(service, one, nodes[one.id].module),
        processes=1,  # to send a plan takes nearly as long as to make it
    )
    return PlannedDraft(draft, replace(package, endpoints=tuple(planned)))


def render_draft(planned: PlannedDraft) -> DraftText:
    """Render the plan to text.

    Raises:
        ProblemsError: endpoints cannot be rendered.
    """
    draft, package = planned.draft, planned.package
    endpoints, service = draft.fresh, draft.specs.service
    with remembering(draft.trusting):
        learn_types(package.endpoints)
        texts = _each(endpoints, package.endpoints, lambda one: render_endpoint(service, one))
        tree = {**render_shared_files(package, draft.http), **dict(texts)}
    modules = {str(one.id): path for one, (path, _) in zip(endpoints, texts, strict=True)}
    return DraftText(draft, tree, modules)


def _each(
    endpoints: Iterable[Endpoint],
    given: Iterable[Given],
    make: Callable[[Given], Made],
    *,
    processes: int | None = None,
) -> list[Made]:
    """Return what is made of each endpoint, by as many processes as are worthwhile.

    Raises:
        ProblemsError: nothing can be made of some; whatever goes wrong is a problem of the endpoint alone.
    """

    def attempt(pair: tuple[Endpoint, Given]) -> Made | NotGenerated:
        endpoint, one = pair
        try:
            return make(one)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"[:300].rstrip(".")
            return NotGenerated(endpoint.location(""), reason)

    pairs = zip(endpoints, given, strict=True)
    found = map_in_processes(attempt, pairs, worthwhile=_MANY_TO_RENDER, processes=processes)
    if problems := [one for one in found if isinstance(one, NotGenerated)]:
        raise ProblemsError(locations.add_lines(problems))
    return [one for one in found if not isinstance(one, NotGenerated)]


def format_draft(text: DraftText) -> RenderedPackage:
    """Format the text, except for the runtime, which is so already; add what is reused; make the lock."""
    draft, rendered = text.draft, text.tree
    fresh = {path: rendered[path] for path in rendered if not is_runtime(path)}
    tree = add_markers({**rendered, **format_tree(fresh)})
    tree = drop_unused_runtime({**tree, **dict(draft.reused.values())})
    tree |= draft.copy.files if draft.copy else {}
    files = {path: locks.text_digest(tree[path]) for path in sorted(tree)}
    for id, path in text.modules.items():
        draft.cache.put(path, draft.hashes[id], value=files[path])
    draft.cache.save()
    options = lock_options(draft.http, draft.copy)
    lock = LockFile(options, draft.hashes, files, locks.toolchain_digest())
    return RenderedPackage({**tree, locks.LOCK_NAME: lock.dumps()}, lock, draft.problems)


def render_specs(specs: Specs, http: str, package: Path, old: LockFile | None) -> RenderedPackage:
    """Render a package in one go.

    Raises:
        ProblemsError: a spec has errors.
    """
    return finish_draft(start_draft(specs, http, package, old))


def finish_draft(draft: PackageDraft) -> RenderedPackage:
    """Take a package from its start to its text.

    Raises:
        ProblemsError: a spec has errors.
    """
    return format_draft(render_draft(plan_draft(lint_draft(draft))))


def is_current(
    package: Path, old: LockFile | None, hashes: Mapping[str, str], options: Mapping[str, str]
) -> bool:
    """Return whether nothing is to do: same specs, options and tools, and no file changed."""
    if old is None or old.toolchain != locks.toolchain_digest():
        return False
    same = old.specs == hashes and old.options == options
    return same and locks.has_files(package, old)


def _known_digests(
    specs: Specs,
    old: LockFile | None,
    before: Cache,
    hashes: Mapping[str, str],
    options: Mapping[str, str],
) -> dict[str, tuple[str, str]]:
    """Return the path and hash of each module that is known without rendering, by id."""
    is_same = old is not None and (old.toolchain, old.options) == (
        locks.toolchain_digest(),
        options,
    )
    lock = old if is_same and old and _same_hash(old.specs, hashes, "service.json") else None
    found: dict[str, tuple[str, str]] = {}
    for model_id, node in build_endpoint_tree(specs).endpoints().items():
        id, path = str(model_id), "/".join(node.module) + ".py"
        known: str | None = before.get(path, hashes[id])
        if lock is not None and _same_hash(lock.specs, hashes, id):
            known = lock.files.get(path)
        found |= {id: (path, known)} if known else {}
    return found


def _same_hash(one: Mapping[str, str], other: Mapping[str, str], key: str) -> bool:
    return one.get(key) == other[key]


def _reusable_modules(
    package: Path, proofs: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Return the path and text of each module on disk that is proved current, by id."""
    texts = {
        id: (path, _read_if_unchanged(package / path, known))
        for id, (path, known) in proofs.items()
    }
    return {id: (path, text) for id, (path, text) in texts.items() if text is not None}


def _read_if_unchanged(path: Path, digest: str) -> str | None:
    """Return a file's text if it has the given hash, else None."""
    text = locks.read_text_or_none(path)
    return text if text is not None and locks.text_digest(text) == digest else None
