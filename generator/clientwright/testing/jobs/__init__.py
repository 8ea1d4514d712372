"""The life of a job: one table of states and moves, and what is asked of a server about it."""
