"""The processes of a host, counted and weighed from outside it. Linux; elsewhere nothing is known."""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")


def descendants(pid: int) -> int | None:
    """How many processes of this one's run: its children, theirs, and those of its session."""
    parents, members = {}, set()
    for one in (int(name) for name in os.listdir(PROC) if name.isdigit()):  # noqa: PTH208
        try:
            state, parent, _, session = (PROC / str(one) / "stat").read_text(errors="replace").rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if state not in "ZX" or living_thread(one):
            parents[one] = int(parent)
            members |= {one} if int(session) == pid else set()
    if pid not in parents:
        return None
    found = {pid}
    while more := {p for p, parent in parents.items() if parent in found} - found:
        found |= more
    return len((found | members) - {pid})


def threads(pid: int) -> list[Path]:
    """The threads' folders; none where the process has gone, which it may do while one looks."""
    try:
        return [PROC / str(pid) / "task" / name for name in os.listdir(PROC / str(pid) / "task")]  # noqa: PTH208
    except OSError:
        return []


def living_thread(pid: int) -> str:
    """The folder of a thread that lives on, where the first one has ended: the process then looks like a zombie."""
    for thread in threads(pid):
        try:
            state = (thread / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            continue
        if state not in "ZX":
            return str(thread)
    return ""


def open_files(pids: set[int]) -> list[str] | None:
    """Where the descriptors of these processes lead; None if that may not be seen."""
    names = []
    for pid in pids:
        try:
            for entry in Path(living_thread(pid) or PROC / str(pid), "fd").iterdir():
                try:
                    names.append(str(entry.readlink()))
                except FileNotFoundError:
                    continue
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return names


def members(pid: int) -> set[int]:
    """A process with its children, theirs, and so on; cheaper than `descendants`, as it reads only these.

    What has lost its parent counts where the host is the first of a process namespace: it is then its child.
    """
    found, waiting = set(), [pid]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += children(one) - found
    return found


def children(pid: int) -> set[int]:
    """The processes whose parent is this one."""
    found = set()
    for thread in threads(pid):
        try:
            found |= {int(p) for p in (thread / "children").read_text().split()}
        except OSError:
            continue
    return found


def memory(pids: set[int], shared: int) -> int:
    """Bytes of private and shared memory that processes hold.

    `shared` is what each of them has got from its parent and may still share with it: not counted.
    Pages that they share among themselves count for each: an upper bound.
    """
    return sum(max(resident(one) - shared, 0) for one in pids)


def exact_memory(pids: set[int]) -> int:
    """The same with each page divided among those that share it: exact, and slow."""
    return sum(_sum_of(one, "smaps_rollup", ("Pss_Anon:", "Pss_Shmem:")) for one in pids)


def resident(pid: int) -> int:
    """Bytes of private and shared memory that one process holds."""
    return _sum_of(pid, "status", ("RssAnon:", "RssShmem:"))


def processor_time(pids: set[int]) -> float:
    """Seconds of processor time that processes have used, with the ended children that they waited for."""
    ticks = 0
    for one in pids:
        try:
            ticks += sum(map(int, Path(living_thread(one) or PROC / str(one), "stat").read_text(errors="replace").rpartition(")")[2].split()[11:15]))
        except (OSError, ValueError):
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def _sum_of(pid: int, file: str, fields: tuple[str, ...]) -> int:
    try:
        lines = Path(living_thread(pid) or PROC / str(pid), file).read_text(errors="replace").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(fields))
