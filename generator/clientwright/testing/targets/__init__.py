"""The systems under test: a generated client in this process, or a server over HTTP."""
