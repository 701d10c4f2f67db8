"""`doctor`: what this machine offers, found by trying, and what to do about what is missing."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from platform import platform, python_version

from graders import mnist
from graders.errors import Halt, KitError
from graders.judge import proof, sources
from graders.judge.limits import DEFAULT
from graders.judge.sources import can_fork

PROBE = """
import torch
print("torch", torch.__version__)
print("gpu", torch.cuda.get_device_name() if torch.cuda.is_available() else
      "mps" if torch.backends.mps.is_available() else "none (checks that need one are left out of the maximum)")
import torchvision
print("torchvision", torchvision.__version__)
"""
MISMATCH = """torch and torchvision do not fit together: each release of torchvision is built for one release of torch.
      Install both from the same place in one command:
          {python} -m pip install --force-reinstall torch torchvision
      (for CPU-only builds add --index-url and the URL of PyTorch's CPU index)"""
# What goes wrong when the two do not match, in the words of the error.
SIGNS = ("torchvision::nms", "undefined symbol", "partially initialized module 'torchvision'", "DLL load failed")


def advice(error: str) -> str:
    """What to do about a failed import of torch or torchvision."""
    if any(sign in error for sign in SIGNS):
        return MISMATCH.format(python=sys.executable)
    if "No module named" in error:
        return f"it is not installed: run `make check`, or {sys.executable} -m pip install torch torchvision"
    return error.strip().rsplit("\n", 1)[-1]


def torch_lines() -> list[tuple[str, str, bool]]:
    """Import torch and torchvision in a process of their own and say what came of it."""
    try:
        done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=180, check=False)
    except subprocess.TimeoutExpired:
        return [("torch", "importing it took more than three minutes", False)]
    found = [line.split(" ", 1) for line in done.stdout.splitlines() if " " in line]
    lines = [(name, text, True) for name, text in found]
    if done.returncode:
        missing = "torchvision" if any(name == "torch" for name, _, _ in lines) else "torch"
        lines.append((missing, advice(done.stderr), False))
    return lines


def package_line(name: str) -> tuple[str, str, bool]:
    try:
        return name, version(name), True
    except PackageNotFoundError:
        return name, "not installed", False


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_memory() -> tuple[str, str, bool]:
    """DataLoader workers hand over batches in /dev/shm; containers often have only 64 MiB."""
    try:
        free = shutil.disk_usage("/dev/shm").free / 2**20
    except OSError:
        return "shared memory", "not by /dev/shm on this system", True
    note = "" if free >= 256 else ": too little for batches of images from workers (docker run --shm-size=1g)"
    return "shared memory", f"{free:.0f} MiB free{note}", free >= 256


def sample() -> tuple[str, str, bool]:
    """The digits for torchvision, unpacked into the cache folder."""
    try:
        return "MNIST sample", str(mnist.root()), True
    except KitError as error:
        return "MNIST sample", str(error), False


def hosts() -> list[tuple[str, str, bool]]:
    """Start a student host, which is what every check needs, and see how strictly it can be confined."""
    if not can_fork():
        return [*_host("basic", ", as a fresh interpreter each time"), ("strict", "not on this system: `grade` needs Linux for it", True)]
    try:
        found = sources.nursery(isolation="strict")
    except KitError as error:
        return [*_host("basic", ""), ("strict", str(error), True)]
    try:
        missing = proof.missing(found, DEFAULT)
        return [("student host", "starts, forked from a warm parent", True), *layer_lines(found), _verdict(missing)]
    except (KitError, Halt) as error:
        return [*_host("basic", ", forked from a warm parent"), _verdict([str(error)])]
    finally:
        found.close()


def _host(isolation: str, how: str) -> list[tuple[str, str, bool]]:
    try:
        nursery = sources.nursery(isolation=isolation)
        try:
            nursery.host()
        finally:
            nursery.close()
    except KitError as error:
        return [("student host", f"cannot be started: {advice(str(error))}", False)]
    return [("student host", f"starts{how}", True)]


def layer_lines(nursery: sources.Nursery | sources.Interpreters) -> list[tuple[str, str, bool]]:
    """What strict isolation is made of here. A layer that is not to be had is no fault by itself."""
    layers = nursery.layers
    spaces = [layer.removesuffix(" namespace") for layer in layers if layer.endswith(" namespace")]
    own = next((layer for layer in layers if layer in ("own user id", "user nobody", "no privileges")), "")
    version = next((layer.split()[1] for layer in layers if layer.startswith("landlock")), "")
    return [
        ("namespaces", ", ".join(spaces) or f"not to be had: {nursery.why_not}", True),
        ("user", own or "not to be had", True),
        ("landlock", f"version {version}" if version else "not to be had: Linux 5.13 or newer brings it", True),
        ("seccomp", "a filter of system calls" if "seccomp" in layers else "not to be had", True),
        ("cgroup", "memory and processes of a host together" if "cgroup" in layers else "may not be made here: limits of each process, and the judge watches", True),
    ]


def _verdict(missing: list[str]) -> tuple[str, str, bool]:
    if not missing:
        return "strict", "holds, tried from inside a host", True
    return "strict", f"not to be had, so `grade` refuses without --isolation basic: {'; '.join(missing)} (see SECURITY.md)", True


def machine_lines() -> list[tuple[str, str, bool]]:
    default = multiprocessing.get_start_method(allow_none=False)
    return [
        ("system", platform(), True),
        ("python", python_version(), sys.version_info >= (3, 10)),
        *(package_line(name) for name in ("numpy", "pillow", "pytest", "hypothesis", "rich", "watchfiles")),
        ("cores", f"{cores()}: DataLoader warns above {cores()} workers", True),
        ("start methods", f"{', '.join(multiprocessing.get_all_start_methods())}; default here: {default}", True),
        shared_memory(),
        sample(),
    ]


def doctor() -> int:
    from graders.reports.terminal import make_console

    console = make_console()
    healthy = True
    steps: list[Callable[[], list[tuple[str, str, bool]]]] = [machine_lines, torch_lines, hosts]
    for step in steps:
        for name, text, good in step():
            healthy &= good
            mark = "[green]✓[/]" if good else "[red]✗[/]"
            console.print(f"{mark} {name:<14}", end=" ")
            console.print(text, markup=False, style=None if good else "red")
    console.print("\neverything is in order" if healthy else "\nwhat is marked ✗ needs care first")
    return 0 if healthy else 1
