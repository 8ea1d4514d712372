"""Valid payloads by construction: choices, values by type, strings, whole inputs."""
