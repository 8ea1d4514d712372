"""Render specs to a package's files; unchanged modules are reused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientwright.codegen import lock_file as locks
from clientwright.codegen.endpoint_tree import build_endpoint_tree
from clientwright.codegen.format import format_tree
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_plan import plan_package
from clientwright.codegen.render import render_endpoint, render_shared_files
from clientwright.codegen.runtime_closure import drop_unused_runtime
from clientwright.codegen.tool_markers import add_markers
from clientwright.codegen.vendored_copy import VendoredCopy
from clientwright.errors import ProblemsError
from clientwright.io.cache import Cache, open_cache
from clientwright.lint import SERVICE_CHECKS, lint_endpoint
from clientwright.problems import Problem, has_errors
from clientwright.specs import codec
from clientwright.specs.model import Endpoint, Specs


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


def render_specs(
    specs: Specs,
    http: str,
    package: Path,
    old: LockFile | None,
    copy: VendoredCopy | None = None,
    *,
    hashes: Mapping[str, str] | None = None,
) -> RenderedPackage:
    """Render a package, reusing modules on disk that are proved current; a copy includes its note.

    The proof is `old`, the package's lock, or else the cache of hashes of modules rendered here: it
    is in the user's cache folder rather than in the package, so that editing a package cannot change it.
    `hashes` are the specs' hashes, if known.

    Raises:
        ProblemsError: a spec has errors.
    """
    hashes = hashes or spec_hashes(specs)
    options = lock_options(http, copy)
    made_from = f"{locks.toolchain_digest()} {hashes['service.json']} {http}"
    before = open_cache("rendered", package, len(hashes) - 1, made_from)
    current = _reusable_modules(package, _known_digests(specs, old, before, hashes, options))
    fresh = [e for e in specs.endpoints if str(e.id) not in current]
    problems = _lint(specs, fresh)
    planned = plan_package(specs, {e.id for e in fresh})
    rendered = dict(render_endpoint(specs.service, p) for p in planned.endpoints)
    tree = add_markers(format_tree({**render_shared_files(planned, http), **rendered}))
    for endpoint, path in zip(planned.endpoints, rendered, strict=True):
        digest = locks.text_digest(tree[path])
        before.put(path, hashes[str(endpoint.endpoint.id)], value=digest)
    before.save()
    tree = drop_unused_runtime({**tree, **dict(current.values())}) | (copy.files if copy else {})
    files = {path: locks.text_digest(text) for path, text in sorted(tree.items())}
    lock = LockFile(options, hashes, files, locks.toolchain_digest())
    return RenderedPackage({**tree, locks.LOCK_NAME: lock.dumps()}, lock, problems)


def is_current(
    package: Path, old: LockFile | None, hashes: Mapping[str, str], options: Mapping[str, str]
) -> bool:
    """Return whether nothing is to do: same specs, options and tools, and no file changed."""
    if old is None or old.toolchain != locks.toolchain_digest():
        return False
    same = old.specs == hashes and old.options == options
    return same and all(
        locks.digest_on_disk(package, path) == digest for path, digest in old.files.items()
    )


def _lint(specs: Specs, fresh: list[Endpoint]) -> tuple[Problem, ...]:
    found = [problem for endpoint in fresh for problem in lint_endpoint(endpoint)]
    found += [problem for check in SERVICE_CHECKS for problem in check(specs)]
    if has_errors(found):
        raise ProblemsError(found)
    return tuple(found)


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
