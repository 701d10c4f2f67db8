"""Strict isolation, as the nursery and its hosts apply it to themselves.

Made of what the machine gives: namespaces (`walls`) where they are to be had, a user id of its
own where the judge is root, Landlock and a system call filter always. Whether that is enough is
not decided here but tried out from inside, by `proof`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graders.judge import confine, family, kernel, landlock, seccomp, walls
from graders.judge.scratch import remove

# One user id for each host, from the range that no system and no container manager hands out.
FIRST_USER = 0x70000000
MOST_PIDS = 1 << 22  # that Linux hands out
NOBODY = 65534
# Of its entry in /proc: not root, cwd and exe, through which a rule would open what lies behind, nor net.
OWN_PROC = ("auxv", "cmdline", "comm", "environ", "fd", "fdinfo", "limits", "maps", "smaps", "stat", "statm", "status")
KIT = str(Path(__file__).resolve().parents[1])
WRITABLE_DEVICES = ("/dev/null", "/dev/zero", "/dev/full")


class Strict:
    """The nursery's own walls, and how its hosts are forked, confined and cleared away."""

    def __init__(self, gpu: bool, without: Iterable[str] = (), aside: bool = False):
        """Confines this process too; before torch is imported, as that starts threads.

        `without`: layers to leave out ("namespaces", "landlock", "seccomp"), for tests. `aside`: see `step_aside`.
        """
        self.gpu, self.without, self.aside = gpu, set(without), aside
        self.spaces: list[str] = []
        self.why_not = "left out" if "namespaces" in self.without else ""
        if "namespaces" not in self.without:
            try:
                self.spaces = walls.enclose(kits(), gpu)
            except OSError as error:
                self.why_not = error.strerror or str(error)
        self.whole_tmp = bool(self.spaces) and walls.whole_tmp()
        self.readable, self.listed = without_hidden(walls.needed(gpu), kits()) if not self.spaces else (["/"], [])
        self.own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC) if self.spaces else -1
        if not self.spaces:
            kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)  # a daemon's parent is this process then, which ends it

    def fork(self) -> int:
        return walls.fork_apart(self.own) if self.spaces else os.fork()

    # -- in the host ---------------------------------------------------------------------

    def enter(self, settings: dict[str, Any], sock_fd: int, output_fd: int, scratch_fd: int) -> confine.Room:
        """Confine this freshly forked process for good; raises OSError where a layer fails."""
        outer = int(os.readlink("/proc/self")) if self.spaces else os.getpid()  # noqa: PTH115
        user, group = identity(outer)
        alone = user != os.geteuid() or bool(self.spaces)  # nobody else counts towards its processes
        others = 0 if alone else confine.running_threads()
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs out, this goes first
        if self.spaces:
            scratch_fd = walls.furnish(self.spaces, user, group, settings["scratch"], settings["shared"])
            with contextlib.suppress(OSError):  # a kernel without it; the next one is 2 then
                Path("/proc/sys/kernel/ns_last_pid").write_text(str(outer))
        elif user != os.geteuid():
            os.fchown(scratch_fd, user, group)
        confine.settle(sock_fd, output_fd, scratch_fd)
        if self.spaces and user == os.geteuid():
            walls.enter_namespaces(0)  # one more user namespace, in which its processes are counted
        confine.set_limits(settings | {"processes": settings["processes"] + others})
        limit_everything(settings)
        shared_user = user == os.geteuid()
        layers = [f"{name} namespace" for name in self.spaces] + become(user, group)
        return confine.Room(outer, scratch_fd, str(Path.cwd()), [*layers, *self.shut(shared_user), "limits"])

    def step_aside(self) -> None:
        """Go on in a child: the first process of a namespace is number 1 in every host.

        Answers of two hosts are compared to see that they do not depend on the process; its number must differ then.
        """
        if not (self.aside and self.spaces):
            return
        pid = os.fork()
        if not pid:
            return
        os.closerange(0, os.sysconf("SC_OPEN_MAX"))
        done, status = os.wait()
        while done != pid:  # orphans, which end up here
            done, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        os._exit(code if code >= 0 else 128 - code)

    def shut(self, shared_user: bool) -> list[str]:
        """Landlock and the filter, the last steps: after them little else is possible."""
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        layers = []
        gpu_devices = [d for d in walls.devices(self.gpu) if d not in walls.DEVICES]
        writable = [str(Path.cwd()), "/dev/shm", *(["/tmp"] if self.whole_tmp else []), *WRITABLE_DEVICES, *gpu_devices]
        readable = [*self.readable, *walls.DEVICES, *(f"/proc/self/{name}" for name in OWN_PROC)]
        if "landlock" not in self.without and landlock.abi():
            layers.append(f"landlock {landlock.restrict(readable, writable, self.listed)}")
        if "seccomp" not in self.without:
            with contextlib.suppress(OSError):
                seccomp.install(apart=bool(self.spaces), shared_user=not self.spaces and shared_user)
                layers.append("seccomp")
        return layers

    # -- in the nursery ------------------------------------------------------------------

    def clear(self, known: set[int], seconds: float = 10.0) -> None:
        """End what ended hosts have left running. With namespaces the kernel has done it already."""
        until = time.monotonic() + seconds
        while not self.spaces and time.monotonic() < until and (strays := family.children(os.getpid()) - known):
            for pid in strays:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
                with contextlib.suppress(OSError):
                    os.waitpid(pid, os.WNOHANG)
        if not self.spaces and os.geteuid() == 0:
            sweep(Path("/dev/shm"), {FIRST_USER + pid for pid in known})


def sweep(folder: Path, living: set[int]) -> None:
    """Remove what hosts with a user id of their own have left in a folder that everybody shares."""
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            user = path.lstat().st_uid
            if FIRST_USER <= user < FIRST_USER + MOST_PIDS and user not in living:
                path.unlink() if not path.is_dir() or path.is_symlink() else remove(path)


def identity(pid: int) -> tuple[int, int]:
    """The user and group that a host with this process number runs as."""
    return (FIRST_USER + pid, FIRST_USER + pid) if os.geteuid() == 0 else (os.geteuid(), os.getegid())


def become(user: int, group: int) -> list[str]:
    """Give up every privilege; the layers that this makes."""
    if user == os.geteuid():
        kernel.drop_capabilities()
        return ["no privileges"]
    kernel.drop_bounding_set()
    os.setgroups([])
    try:
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
    except OSError:  # a container that maps only some ids
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    confine.die_with_parent()  # the kernel forgets that when the user id changes
    return ["own user id" if os.getuid() == user else "user nobody"]


def limit_everything(settings: dict[str, Any]) -> None:
    """All memory: RLIMIT_DATA does not count what is shared between processes.

    Processor time is watched by the judge: RLIMIT_CPU would make the process's own clock as coarse as
    the kernel's tick, so that what a program measures with it changes from run to run.
    """
    import resource

    if settings["memory"]:
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        most = mapped + settings["memory"] + settings["shared"]
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def kits() -> list[str]:
    """Where the kit lies: the one that runs, and any that is installed beside it."""
    installed = [Path(p, "graders") for p in sys.path if Path(p, "graders", "checks").is_dir()]
    return sorted({KIT, *(str(p.resolve()) for p in installed)})


def without_hidden(paths: list[str], hidden: list[str]) -> tuple[list[str], list[str]]:
    """`paths` less what lies below `hidden`: (readable, folders that may only be listed)."""
    readable: list[str] = []
    listed: list[str] = []
    for path in paths:
        if any(place.startswith(path + "/") for place in hidden):
            listed.append(path)
            more = without_hidden([e.path for e in os.scandir(path)], hidden)
            readable, listed = readable + more[0], listed + more[1]
        elif not any(f"{path}/".startswith(f"{place}/") for place in hidden):
            readable.append(path)
    return readable, listed
