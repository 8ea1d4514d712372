"""Disable Hypothesis deadlines, so that slow machines do not fail the tests."""

from hypothesis import settings

settings.register_profile("any-speed", deadline=None)
settings.load_profile("any-speed")
