"""Compare two specs and decide what each change means for callers.

model/                   changes, edits of keywords, schemas in normal form
keywords/                one comparer for each group of JSON Schema keywords
schema_walk.py           walk two schemas and yield the edits of their keywords
witness_search.py        find a value that one side accepts and the other rejects
schema_comparison.py     edits -> changes, each with its compatibility
rule_comparison.py, service_comparison.py, endpoint_comparison.py
                         whatever is no schema
spec_comparison.py       compare all of two specs (`diff_specs`)
diff_sources.py, source_pair.py
                         read what the command line names
reports/                 version bump, change note, pull request, annotations
"""

from clientwright.evolution.diff.changes import Change, Compatibility, SpecDiff, Witness
from clientwright.evolution.diff.spec_comparison import diff_specs

__all__ = ["Change", "Compatibility", "SpecDiff", "Witness", "diff_specs"]
