"""The package's command line: what a journal knows of paid jobs, and what to do about them."""
