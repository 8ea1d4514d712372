"""The contract harness: what the specs promise, held against a client, a server and cassettes."""
