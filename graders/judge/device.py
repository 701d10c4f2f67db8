"""Which device a submission is judged on: the CPU, or a CUDA GPU.

The judge and the nursery never touch CUDA (a process forked from one that did cannot use the
GPU), so it is a host that is asked. What is judged on the CPU sees no GPU at all: the same
submission gets the same score on every machine.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from graders.errors import KitError
from graders.judge.limits import Limits
from graders.judge.line import fresh_line

CHOICES = ("auto", "cpu", "cuda")
SECONDS = 120.0  # the first use of a GPU can take long: the driver wakes it up


def possible() -> bool:
    """Whether this machine may have a GPU that torch.cuda can use; decides nothing, costs nothing."""
    if sys.platform == "linux":
        return any(Path("/dev", name).exists() for name in ("nvidiactl", "nvhost-ctrl", "dxg", "kfd"))
    return sys.platform == "win32"


def find(hosts: Any, wanted: str, limits: Limits) -> dict[str, str]:
    """What the report says: {"device": "cpu"}, or {"device": "cuda", "gpu": its name}.

    Raises KitError where "cuda" is asked for and not to be had.
    """
    line = fresh_line(hosts, limits, SECONDS)
    try:
        name = line.ask("gpu")
    finally:
        line.carrier.close()
    if name is not None:
        return {"device": "cuda", "gpu": str(name)}
    if wanted == "cuda":
        raise KitError("PyTorch sees no CUDA GPU on this machine (`make doctor` says more); use --device cpu or auto")
    return {"device": "cpu"}
