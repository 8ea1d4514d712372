"""Contract reports for the terminal, as JSON, JUnit and HTML, and the baseline of known findings."""
