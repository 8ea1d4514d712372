"""Laws are held on machines of any speed: Hypothesis measures no time here."""

from hypothesis import settings

settings.register_profile("any-speed", deadline=None)
settings.load_profile("any-speed")
