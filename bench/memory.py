"""How much memory a process of a measurement has held at most."""

import os
import resource
import subprocess
from collections.abc import Sequence


def peak_mib() -> float:
    """Of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def peak_mib_of(command: Sequence[str]) -> float:
    """Run it to its end; of this process alone, whatever else the measurement has started."""
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_maxrss / 1024
