"""Plan, render, write: from specs to a package on disk.

shapes   which part of a schema the models say, which the runtime's interpreter
plan     names, imports, order and paths: pure data, nothing left to decide
models   the pydantic models, by datamodel-code-generator
render   templates that can receive nothing but `Code`
lock     what was written from what, so that an edit is told from staleness
write    the tree on disk, all or nothing
"""
