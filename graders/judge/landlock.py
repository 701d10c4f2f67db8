"""Landlock: what this process and all that it starts may do with files, for good.

Three system calls, made here rather than through a package: `sandlock` brings 13 MB of native
code into every host and asks for Linux 6.12, `py-landlock` names files by path only.
Source: https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

from graders.judge import kernel

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
MAKE_BLOCK, MAKE_CHAR = 1 << 11, 1 << 6
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV  # the rights that a file can have itself
BY_ABI = {1: (1 << 13) - 1, 2: 1 << 13, 3: TRUNCATE, 5: IOCTL_DEV}  # rights on files, by the version that brought them
NET_TCP = 3  # bind and connect, version 4
SCOPES = 3  # abstract unix sockets and signals, version 6


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scopes", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("rights", ctypes.c_uint64), ("fd", ctypes.c_int32)]


def abi() -> int:
    """The version that this kernel offers; 0 if none."""
    try:
        return kernel.syscall("landlock_create_ruleset", 0, 0, 1)
    except OSError:
        return 0


def restrict(read: Iterable[str], write: Iterable[str], listed: Iterable[str] = ()) -> int:
    """Read and run only what lies below `read`, write only below `write`; returns the version.

    `listed` folders may be listed. Files may be named as well as folders; what does not exist is
    left out. TCP, abstract unix sockets of others and signals to others are shut off where the
    version knows them. Needs no_new_privs. Raises OSError where the kernel has no Landlock.
    """
    version = abi()
    if not version:
        raise OSError(38, "this kernel has no Landlock")
    every = sum(rights for since, rights in BY_ABI.items() if since <= version)
    wanted = _Ruleset(every, NET_TCP * (version >= 4), SCOPES * (version >= 6))
    size = 8 if version < 4 else 16 if version < 6 else 24  # an older kernel takes no fields that it does not know
    ruleset = kernel.syscall("landlock_create_ruleset", ctypes.byref(wanted), size, 0)
    for paths, rights in ((read, READ), (write, every & ~(MAKE_BLOCK | MAKE_CHAR)), (listed, READ_DIR)):
        for path in paths:
            _allow(ruleset, path, rights & every)
    kernel.syscall("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            rights &= OF_FILES
        kernel.syscall("landlock_add_rule", ruleset, 1, ctypes.byref(_Beneath(rights, fd)), 0)
    finally:
        os.close(fd)
