"""Hypothesis without deadlines, so that the tests pass on machines of any speed."""

from hypothesis import settings

settings.register_profile("any-speed", deadline=None)
settings.load_profile("any-speed")
