"""Django, set up as each of our processes sets it up."""

import gc

import django


def load() -> None:
    """The settings are read and the rooms are loaded. All that this makes stays, so nothing looks for garbage
    meanwhile, which would take a sixth of the time.
    """
    was_looking = gc.isenabled()
    gc.disable()
    try:
        django.setup()
    finally:
        if was_looking:
            gc.enable()
