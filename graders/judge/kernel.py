"""The system calls of Linux that strict isolation needs and Python 3.10 does not have.

Thin: each function is one call, named as in its manual page, and raises OSError. Nothing here
decides what is confined; see `walls`, `landlock` and `seccomp`.
"""

from __future__ import annotations

import ctypes
import os
import platform
from pathlib import Path

NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 22, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38
# Numbers of calls that the C library does not wrap; those above 424 are the same everywhere.
NUMBERS = {"x86_64": {"pivot_root": 155}, "aarch64": {"pivot_root": 41}}.get(platform.machine(), {})
NUMBERS |= {"mount_setattr": 442, "landlock_create_ruleset": 444, "landlock_add_rule": 445, "landlock_restrict_self": 446}

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(name: str, *arguments: object) -> int:
    """A call by its number; integers go as longs, and ctypes' pointers as they are."""
    if name not in NUMBERS:
        raise OSError(38, f"{name}: not known on {platform.machine()}")
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(_libc.syscall(ctypes.c_long(NUMBERS[name]), *words), name)


def unshare(flags: int) -> None:
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def setns(fd: int, kind: int) -> None:
    _checked(_libc.setns(fd, kind), "setns")


def prctl(option: int, *arguments: object) -> int:
    words = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in arguments]
    words += [ctypes.c_ulong(0)] * (4 - len(words))
    return _checked(_libc.prctl(option, *words), "prctl")


def mount(source: str, target: str | Path, kind: str = "", flags: int = 0, options: str = "") -> None:
    texts = [os.fsencode(source), os.fsencode(target), kind.encode() or None]
    _checked(_libc.mount(*texts, ctypes.c_ulong(flags), options.encode() or None), f"mount {target}")


class _MountAttr(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def mount_read_only(target: str | Path, devices: bool = False) -> None:
    """Make a mount, and those below it, read-only and of no use for other ids."""
    attributes = _MountAttr(MS_RDONLY | MS_NOSUID | (0 if devices else MS_NODEV), 0, 0, 0)
    at_fdcwd, at_recursive = -100, 0x8000
    size = ctypes.sizeof(attributes)
    syscall("mount_setattr", at_fdcwd, ctypes.c_char_p(os.fsencode(target)), at_recursive, ctypes.byref(attributes), size)


def umount(folder: str | Path) -> None:
    _checked(_libc.umount2(os.fsencode(folder), MNT_DETACH), f"umount {folder}")


def make_root(folder: str | Path) -> None:
    """Make a mount the root of this mount namespace, and let go of the old root."""
    os.chdir(folder)
    syscall("pivot_root", ctypes.c_char_p(b"."), ctypes.c_char_p(b"."))  # the old root now lies on the new
    umount(".")
    os.chdir("/")


class _CapHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


def drop_bounding_set() -> None:
    """Shut the way to capabilities by running a program that has some."""
    for number in range(64):
        try:
            prctl(PR_CAPBSET_DROP, number)
        except OSError:
            return  # beyond the last that this kernel knows, or none were held to begin with


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    drop_bounding_set()
    header, nothing = _CapHeader(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _checked(_libc.capset(ctypes.byref(header), ctypes.byref(nothing)), "capset")
