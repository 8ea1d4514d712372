"""Runtime of every generated package: hand-written, provider-neutral, copied unchanged."""
