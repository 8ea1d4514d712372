"""The mutation score of the harness: mutants of the sandbox and of the client, each to be killed."""
