"""The processes of a host, counted and weighed from outside it. Linux; elsewhere nothing is known."""

from __future__ import annotations

from pathlib import Path

PROC = Path("/proc")


def descendants(pid: int) -> int | None:
    """How many processes of this one's run: its children, theirs, and those of its session."""
    parents, members = {}, set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, _, session = entry.read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if state not in "ZX":
            parents[int(entry.parent.name)] = int(parent)
            members |= {int(entry.parent.name)} if int(session) == pid else set()
    if pid not in parents:
        return None
    found = {pid}
    while more := {p for p, parent in parents.items() if parent in found} - found:
        found |= more
    return len((found | members) - {pid})


def members(pid: int) -> set[int]:
    """A process with its children, theirs, and so on; cheaper than `descendants`, as it reads only these.

    What has lost its parent counts where the host is the first of a process namespace: it is then its child.
    """
    found, waiting = set(), [pid]
    while waiting:
        one = waiting.pop()
        found.add(one)
        for children in PROC.glob(f"{one}/task/*/children"):
            try:
                waiting += [int(p) for p in children.read_text().split() if int(p) not in found]
            except OSError:
                continue
    return found


def memory(pid: int, shared: int) -> int:
    """Bytes of private and shared memory that a process and its descendants hold.

    `shared` is what each of them has got from its parent and may still share with it: not counted.
    Pages that they share among themselves count for each: an upper bound.
    """
    return sum(max(resident(one) - shared, 0) for one in members(pid))


def exact_memory(pid: int) -> int:
    """The same with each page divided among those that share it: exact, and slow."""
    return sum(_sum_of(one, "smaps_rollup", ("Pss_Anon:", "Pss_Shmem:")) for one in members(pid))


def resident(pid: int) -> int:
    """Bytes of private and shared memory that one process holds."""
    return _sum_of(pid, "status", ("RssAnon:", "RssShmem:"))


def _sum_of(pid: int, file: str, fields: tuple[str, ...]) -> int:
    try:
        lines = (PROC / str(pid) / file).read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(fields))
