"""Difference and verdict: two specs in, every change with what it means for those who call.

normal.py      one spelling for schemas that mean the same
comparing.py   a walk down two schemas → claims        (verdicts/: one file for each group of keywords)
rule_changes.py, service_facts.py, whole.py            what is no keyword
judging.py     claims → changes, by one law            (witness.py: shown before it is said)
engine.py      the whole
"""

from clientwright.evolution.diff.model.changes import Change, Compatibility, SpecDiff, Witness
from clientwright.evolution.diff.spec_comparison import diff_specs

__all__ = ["Change", "Compatibility", "SpecDiff", "Witness", "diff_specs"]
