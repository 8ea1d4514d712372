"""The trials of a run: how each promise is checked, which are chosen, and how they run."""
