"""What a run says: for a terminal, for machines, as JUnit, as a page; and the baseline it is held to."""
