"""Recorded traffic that can be trusted: recording, matching, scrubbing, staleness, replay."""
