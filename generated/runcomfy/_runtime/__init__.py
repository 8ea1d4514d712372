"""The runtime that every generated package carries: hand-written, provider-neutral, copied byte for byte."""
