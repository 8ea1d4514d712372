"""Compare two specs and decide what each change means for callers.

The edits of two schemas come from `schema/comparison.py`, where each constraint compares and tells
the edits of its own keywords.

schema_comparison.py     edits -> changes, each with its compatibility
change_messages.py       changes -> sentences, and what to check in calling code
witness_search.py, sum_witness.py
                         find a value that one side accepts and the other rejects
rule_proof.py            prove that no value breaks a rule
rule_comparison.py, service_comparison.py
                         whatever is no schema
fact_comparison.py       one fact of a service, key by key; operation_comparison.py, path_comparison.py and
                         answer_comparison.py have the tables of calls and answers
spec_comparison.py       compare all of two specs (`diff_specs`)
diff_sources.py, source_pair.py
                         read what the command line names
change_note.py           the lines of a change note, the version bump
github_report.py         the description of a pull request, annotations
"""

from clientwright.evolution.diff.changes import Change, Compatibility, SpecDiff, Witness
from clientwright.evolution.diff.spec_comparison import diff_specs

__all__ = ["Change", "Compatibility", "SpecDiff", "Witness", "diff_specs"]
