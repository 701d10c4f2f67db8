"""What a student host gives up before it reads a byte of the student's code.

Levels: "none" (the same process, for a debugger), "basic" and "strict". "basic" keeps mistakes
from doing harm: a session and scratch folder of its own, a clean environment, no descriptor of
anyone else's, limits on memory, processes, files. It does not keep code from reading other
files or using the network; "strict", against hostile code, does: see `Strict`, and SECURITY.md.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEVELS = ("none", "basic", "strict")
GPU_ENV = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES")
KEEP_ENV = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "OMP_NUM_THREADS", *GPU_ENV)


def parent_environment(environ: dict[str, str], salt: str, gpu: bool = False) -> dict[str, str]:
    """The environment that the nursery is started with; `salt` is that of Python's `hash` of texts."""
    kept = {name: environ[name] for name in KEEP_ENV if name in environ}
    if not gpu:
        kept |= dict.fromkeys(GPU_ENV, "")  # what is judged on the CPU must not depend on the machine's GPU
    # Sets of strings must iterate in the same order in every run, or grades would not repeat.
    return {"LANG": "C.UTF-8", **kept, "PYTHONHASHSEED": salt, "PYTHONSAFEPATH": "1"}


@dataclass
class Room:
    """What a confined host tells of itself before it hears of any submission."""

    pid: int  # its number as the judge sees it
    folder_fd: int
    folder: str  # as it names it itself
    layers: list[str]


def enter(settings: dict[str, Any], sock_fd: int, output_fd: int, scratch_fd: int) -> Room:
    """Confine this freshly forked process by the level "basic"."""
    settle(sock_fd, output_fd, scratch_fd)
    set_limits(settings | {"processes": settings["processes"] and settings["processes"] + running_threads()})
    return Room(os.getpid(), scratch_fd, str(Path.cwd()), ["process", "limits"])


def settle(sock_fd: int, output_fd: int, scratch_fd: int) -> None:
    """A session, a folder, streams and an environment of its own, and no other descriptors."""
    os.setsid()
    die_with_parent()
    os.fchdir(scratch_fd)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    close_all_but({0, 1, 2, sock_fd, scratch_fd})
    set_environment()
    reopen_streams()
    # Submissions are written for the platform's default, but graded with the quickest that
    # this host can offer; the start method is not part of any contract.
    multiprocessing.set_start_method("fork", force=True)


def close_all_but(kept: set[int]) -> None:
    before = -1
    for fd in [*sorted(kept), os.sysconf("SC_OPEN_MAX")]:
        if before + 1 < fd:  # Python passes an empty range on in a way that closes everything
            os.closerange(before + 1, fd)
        before = fd


def enter_single(settings: dict[str, Any]) -> None:
    """The same for a host that was not forked: it was started in its session and folder already."""
    set_environment()
    if sys.platform != "win32":
        set_limits(settings | {"processes": settings["processes"] and settings["processes"] + running_threads()})


def open_socket(where: str) -> Any:
    """The host's socket: a descriptor's number, or on Windows "share", its bytes on stdin."""
    import socket

    if where == "share":
        return socket.fromshare(sys.stdin.buffer.read(int(sys.stdin.buffer.readline())))  # type: ignore[attr-defined]
    return socket.socket(fileno=int(where))


def set_environment() -> None:
    scratch = str(Path.cwd())
    kept = {name: os.environ[name] for name in KEEP_ENV if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, HOME=scratch, TMPDIR=scratch, LOGNAME="student")
    tempfile.tempdir = None
    sys.path.insert(0, scratch)  # spawned workers look up the student's classes here
    sys.argv = ["student"]


def set_limits(settings: dict[str, Any]) -> None:
    """Resource limits, hard and soft; what this platform does not know is left out."""
    import resource

    wanted = {
        # RLIMIT_AS would count the gigabytes of libraries that torch only maps.
        "RLIMIT_DATA": settings["memory"],
        "RLIMIT_NPROC": settings["processes"],
        "RLIMIT_NOFILE": settings["open_files"],
        "RLIMIT_FSIZE": settings["file_size"],
    }
    for name, value in wanted.items():
        if value and hasattr(resource, name):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (value, value))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def running_threads() -> int:
    """Threads that this user runs already, which RLIMIT_NPROC counts as well."""
    count, user = 0, os.getuid()
    with contextlib.suppress(OSError):
        for entry in os.scandir("/proc"):
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if entry.stat().st_uid == user:
                        count += Path(entry.path, "task").stat().st_nlink - 2
    return count


def reopen_streams() -> None:
    """Text streams on the new descriptors: the parent's may hold locks or buffers."""
    for fd, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        stream = open(fd, mode, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115, PTH123
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def die_with_parent() -> None:
    """Linux: have the kernel kill this process when the nursery dies."""
    if sys.platform == "linux":
        import ctypes
        import signal

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)
