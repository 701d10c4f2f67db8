"""Every limit that a submission is judged under, in one place."""

from __future__ import annotations

from dataclasses import dataclass

MiB = 2**20


@dataclass(frozen=True)
class Limits:
    """Seconds are wall-clock; sizes are bytes. 0 means no limit for the resources below `memory`."""

    call: float = 10.0  # one question
    check: float = 30.0
    exercise: float = 120.0
    submission: float = 600.0
    shrink: float = 3.0  # looking for a smaller failing case
    memory: int = 4096 * MiB  # private memory of each process of the host
    processes: int = 256  # of this user, beyond those already running; not binding for root
    open_files: int = 1024
    file_size: int = 1024 * MiB
    cpu: int = 900  # seconds of processor time of all processes of a host together; strict only
    scratch: int = 1024 * MiB  # all files of the host together; where it has a mount namespace
    shared: int = 2048 * MiB  # shared memory of all its processes together; likewise
    total: int = 8192 * MiB  # memory of all its processes together, beyond what they share with the nursery; strict only
    output: int = 64 * 1024  # kept of what the student's code prints, for each check
    source: int = 1 * MiB  # a submitted file
    notebook: int = 64 * MiB  # a submitted notebook, with its outputs


DEFAULT = Limits()
