"""The contract harness: what the specs promise, checked against a client, a server and cassettes."""
