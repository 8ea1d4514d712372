"""The harness graded: mutants of the sandbox and of the client, each to be noticed."""
