"""Control groups: memory and processes of a whole host, counted by the kernel, where they may be made.

The judge makes a group for each host before it hears of the submission. Where it may not (most
containers, ordinary users), limits of each process and `Host.watch` remain.
Source: https://docs.kernel.org/admin-guide/cgroup-v2.html
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
V2 = {"memory": "memory.max", "pids": "pids.max"}
V1 = {"memory": "memory.limit_in_bytes", "pids": "pids.max"}


class Group:
    """A group for one host, below the places that were found; `close` it when the host has gone."""

    def __init__(self, places: list[Path], memory: int, processes: int):
        self.folders: list[Path] = []
        limits = {"memory.max": memory, "memory.limit_in_bytes": memory, "pids.max": processes, "memory.swap.max": 0}
        for place in places:
            folder = place / f"graders-{os.getpid()}-{time.monotonic_ns()}"
            folder.mkdir()
            self.folders.append(folder)
            for name, value in limits.items():
                if (folder / name).exists() and (value or name == "memory.swap.max"):
                    (folder / name).write_text(str(value))

    def add(self, pid: int) -> None:
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(pid))

    def close(self, seconds: float = 2.0) -> bool:
        """Remove it; False while there are processes in it after `seconds`."""
        until = time.monotonic() + seconds
        while self.folders:
            with contextlib.suppress(OSError):
                self.folders[-1].rmdir()
                self.folders.pop()
                continue
            if time.monotonic() > until:
                return False
            time.sleep(0.005)
        return True


def places() -> list[Path]:
    """Where groups for memory and processes can be made: one folder (v2), two (v1), or none; found by making one."""
    for candidate in (*_v2(), _v1()):
        try:
            group = Group(candidate, 2**30, 100)
        except OSError:
            continue
        has = {name for folder in group.folders for name in ("memory", "pids") if any((folder / v[name]).exists() for v in (V1, V2))}
        group.close()
        if has == {"memory", "pids"}:
            return candidate
    return []


def _own() -> dict[str, str]:
    """This process's group by controller; the empty name is that of v2."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return {}
    return {name: path.lstrip("/") for line in lines for _, names, path in [line.split(":", 2)] for name in names.split(",")}


def _v2() -> list[list[Path]]:
    if not (ROOT / "cgroup.controllers").exists():
        return []
    return [[ROOT / _own().get("", "")], [ROOT]]


def _v1() -> list[Path]:
    own = _own()
    return [ROOT / name / own.get(name, "") for name in ("memory", "pids")]
