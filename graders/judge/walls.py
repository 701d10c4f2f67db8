"""Namespaces and a root folder of its own for the nursery, and a room in it for each host.

The nursery walls itself in before it imports torch: from then on it, and every process that
it forks, sees the files that Python and PyTorch need and nothing else. Each host gets a process
table, a /tmp, shared memory and a network without interfaces of its own on top.
Sources: user_namespaces(7), pid_namespaces(7), pivot_root(2).
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from graders.judge import kernel

PACKAGES = ("torch", "torchvision", "numpy", "PIL")
LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64",
             "/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/usr/share/zoneinfo", "/sys/devices/system")  # fmt: skip
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
GPU_PLACES = ("/sys", "/usr/local/cuda", "/etc/OpenCL", "/usr/share/nvidia")
HOME = "/tmp/graders-workroom"  # what every host calls its folder
NAMES = {"mount": kernel.NEWNS, "ipc": kernel.NEWIPC, "network": kernel.NEWNET, "uts": kernel.NEWUTS}


def needed(gpu: bool) -> list[str]:
    """What Python, PyTorch and the host runtime read: folders and files, none below another."""
    paths = {*LIBRARIES, *sysconfig.get_paths().values(), sys.executable, f"{sys.prefix}/pyvenv.cfg"}
    for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix):
        paths |= {f"{prefix}/lib", f"{prefix}/lib64"}
    paths |= {p for p in sys.path if any(Path(p, name).exists() for name in PACKAGES)}
    paths |= {p for p in os.environ.get("LD_LIBRARY_PATH", "").split(":") if p.startswith("/")}
    if gpu:
        paths |= set(GPU_PLACES)
    paths = {p for p in paths if os.path.exists(p) and p not in ("/", "/usr", "/usr/local")}  # noqa: PTH110
    return _outermost(os.path.realpath(p) for p in paths)


def _outermost(paths: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(path.startswith(other + "/") for other in kept):
            kept.append(path)
    return kept


def links(path: str) -> Iterator[tuple[str, str]]:
    """The symbolic links on the way to `path`, as (where, to what)."""
    seen = 0
    parts, here = [p for p in path.split("/") if p], "/"
    while parts and seen < 40:
        step = os.path.join(here, parts.pop(0))  # noqa: PTH118
        if os.path.islink(step):  # noqa: PTH114
            seen += 1
            target = os.readlink(step)  # noqa: PTH115
            yield step, target
            parts, here = [p for p in os.path.join(here, target).split("/") if p] + parts, "/"  # noqa: PTH118
        else:
            here = os.path.normpath(step)


def devices(gpu: bool) -> list[str]:
    extra = [str(p) for p in sorted(Path("/dev").glob("nvidia*"))] if gpu else []
    return [d for d in [*DEVICES, *extra] if Path(d).exists()]


# -- the nursery -----------------------------------------------------------------------------


def enclose(hidden: list[str], gpu: bool) -> list[str]:
    """Put this process, which has one thread, behind walls; the names of its namespaces.

    Afterwards it is a child of the process that called, which waits for it. Raises OSError where
    the kernel or a container does not allow it; the process is then as it was, or ends.
    """
    paths, folder = needed(gpu), Path.cwd()
    names = [name for name, flag in NAMES.items() if allowed(flag)]
    if "mount" not in names or not allowed(kernel.NEWPID):
        raise OSError(1, "no mount and process namespaces here")
    try_in_a_child(lambda: _build(names, paths, folder, hidden, gpu))
    _build(names, paths, folder, hidden, gpu)
    _continue_in_a_child()
    return [*names, "pid", *(["user"] if os.geteuid() else [])]


def _build(names: list[str], paths: list[str], folder: Path, hidden: list[str], gpu: bool) -> None:
    enter_namespaces(sum(NAMES[name] for name in names) | kernel.NEWPID)
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", folder, "tmpfs", kernel.MS_NOSUID, "mode=755,size=4m")
    for place in ("tmp", "dev/shm", "proc"):
        (folder / place).mkdir(parents=True)
    kernel.mount("tmpfs", folder / "tmp", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=1777,size=64m")  # torch's import asks for one
    if any(path.startswith("/tmp/") for path in paths):
        (folder / HOME.lstrip("/")).mkdir()
    for where, target in {link for path in [*paths, *LIBRARIES, sys.executable] for link in links(path)}:
        spot = folder / where.lstrip("/")
        if not any(where.startswith(path + "/") for path in paths):
            spot.parent.mkdir(parents=True, exist_ok=True)
            spot.symlink_to(target)
    for path in [*paths, *devices(gpu)]:
        bind(path, folder / path.lstrip("/"), path in devices(gpu))
    for place in hidden:
        if any(place.startswith(path + "/") for path in paths):
            kernel.mount("tmpfs", folder / place.lstrip("/"), "tmpfs", kernel.MS_RDONLY, "mode=755,size=4k")
    kernel.mount("/proc", folder / "proc", flags=kernel.MS_BIND | kernel.MS_REC)  # under each host's own
    kernel.make_root(folder)
    kernel.mount("none", "/", flags=kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID)


def bind(path: str, spot: Path, device: bool) -> None:
    """Show a folder or file at `spot`, read-only."""
    if Path(path).is_dir():
        spot.mkdir(parents=True, exist_ok=True)
    else:
        spot.parent.mkdir(parents=True, exist_ok=True)
        spot.touch()
    kernel.mount(path, spot, flags=kernel.MS_BIND | kernel.MS_REC)
    if not device:
        kernel.mount_read_only(spot)


def enter_namespaces(flags: int) -> None:
    """Unshare; without the privileges for it, in a user namespace in which this user has them."""
    if os.geteuid() == 0:
        return kernel.unshare(flags)
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(flags | kernel.NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    return None


def allowed(flag: int) -> bool:
    """Whether a namespace can be had, found by trying it in a child."""
    try:
        try_in_a_child(lambda: enter_namespaces(flag))
    except OSError:
        return False
    return True


def try_in_a_child(action: Any) -> None:
    """Do something in a child, which then ends; OSError, with the child's words, if it could not."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            action()
            os._exit(0)
        except BaseException as error:
            os.write(write_end, str(error).encode()[:4000])
            os._exit(1)
    os.close(write_end)
    said = os.read(read_end, 4096).decode()
    os.close(read_end)
    if os.waitpid(pid, 0)[1]:
        raise OSError(1, said or "it died")


def _continue_in_a_child() -> None:
    """The first process of the new process namespace goes on; its parent waits and ends as it did."""
    pid = os.fork()
    if pid:
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os._exit(status if status >= 0 else 128 - status)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, 9)


# -- a host ----------------------------------------------------------------------------------


def fork_apart(own: int) -> int:
    """Fork a child that is the first of a process namespace of its own; `own`: a descriptor of this process's."""
    kernel.unshare(kernel.NEWPID)
    pid = os.fork()
    if pid:
        kernel.setns(own, kernel.NEWPID)
    return pid


def furnish(names: list[str], user: int, group: int, scratch: int, shared: int) -> int:
    """In a host, while it has its privileges: its own /tmp, shared memory, processes, network.

    `scratch`, `shared`: bytes that fit. Returns a descriptor of its folder, `HOME`.
    """
    kernel.unshare(sum(flag for name, flag in NAMES.items() if name in names and name != "uts"))
    owner = f"uid={user},gid={group},nr_inodes=100k"
    plain = kernel.MS_NOSUID | kernel.MS_NODEV
    if whole_tmp():
        kernel.mount("tmpfs", "/tmp", "tmpfs", plain, f"mode=1777,size={scratch},{owner}")
        os.mkdir(HOME, 0o700)  # noqa: PTH102
        os.chown(HOME, user, group)
    else:
        kernel.mount("tmpfs", HOME, "tmpfs", plain, f"mode=700,size={scratch},{owner}")
        kernel.mount("none", "/tmp", flags=kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | plain)
    kernel.mount("tmpfs", "/dev/shm", "tmpfs", plain | kernel.MS_NOEXEC, f"mode=1777,size={shared},{owner}")
    kernel.mount("proc", "/proc", "proc", plain | kernel.MS_NOEXEC)
    return os.open(HOME, os.O_RDONLY | os.O_DIRECTORY)


def whole_tmp() -> bool:
    """Whether a host can have all of /tmp: not where Python or PyTorch is installed below it."""
    return not os.path.exists(HOME)  # noqa: PTH110
