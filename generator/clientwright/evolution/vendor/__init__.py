"""Copies of a client in other projects: made, found again, and held to their locks.

choosing.py    which endpoints           target.py    into which folder
vendoring.py   from specs                copying.py   from a generated package
finding.py     copies below a folder     checking.py  stale, edited, incomplete
problems.py    what can be wrong with a copy
"""
