"""Difference and verdict: two specs in, every change with what it means for those who call.

normal.py      one spelling for schemas that mean the same
comparing.py   a walk down two schemas → claims        (verdicts/: one file for each group of keywords)
rule_changes.py, service_facts.py, whole.py            what is no keyword
judging.py     claims → changes, by one law            (witness.py: shown before it is said)
engine.py      the whole
"""

from clientwright.evolve.difference.engine import difference
from clientwright.evolve.difference.values import Change, Difference, Verdict, Witness

__all__ = ["Change", "Difference", "Verdict", "Witness", "difference"]
