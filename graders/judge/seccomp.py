"""A seccomp filter: system calls that no exercise needs, answered with EPERM.

What of a kernel's surface Landlock and namespaces leave open: tracing, mounts and namespaces of
its own, io_uring, BPF, keys, System V memory (it outlives its maker), every socket family but unix. A classic BPF
program, built here: a library for it would have to be installed beside the system's libseccomp.
Source: https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from graders.judge import kernel

# name: (x86_64, aarch64); calls above 424 have one number for all. None: not there.
CALLS: dict[str, tuple[int | None, int | None]] = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "swapon": (167, 224),
    "swapoff": (168, 225), "quotactl": (179, 60), "acct": (163, 89), "reboot": (169, 142), "syslog": (103, 116),
    "sethostname": (170, 161), "setdomainname": (171, 162), "settimeofday": (164, 170), "adjtimex": (159, 171),
    "clock_settime": (227, 112), "clock_adjtime": (305, 266), "iopl": (172, None), "ioperm": (173, None),
    "modify_ldt": (154, None), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "fanotify_init": (300, 262), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "lookup_dcookie": (212, 18), "unshare": (272, 97), "setns": (308, 268), "vhangup": (153, 58),
    "move_pages": (279, 239), "migrate_pages": (256, 238), "personality": (135, 92), "uselib": (134, None),
    "nfsservctl": (180, 42), "io_setup": (206, 0), "io_submit": (209, 2), "memfd_secret": (447, 447),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431),
    "fsmount": (432, 432), "fspick": (433, 433), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "mount_setattr": (442, 442), "quotactl_fd": (443, 443), "process_madvise": (440, 440),
}  # fmt: skip
# What changes a file's owner, mode, times or attributes, and which Landlock does not know.
ATTRIBUTES: dict[str, tuple[int | None, int | None]] = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "setxattrat": (463, 463),
    "removexattrat": (466, 466), "file_setattr": (469, 469),
}  # fmt: skip
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
CLONE = {"x86_64": 56, "aarch64": 220}
SOCKET = {"x86_64": 41, "aarch64": 198}
PRCTL = {"x86_64": 157, "aarch64": 167}
CLONE3 = 435
NAMESPACES = kernel.NEWNS | kernel.NEWCGROUP | kernel.NEWUTS | kernel.NEWIPC | kernel.NEWUSER | kernel.NEWPID | kernel.NEWNET
AF_UNIX = 1
X32 = 0x40000000

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
DENY, ABSENT, IGNORE = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS, 0x00050000
NUMBER, ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
ARGUMENTS = 16


def program(machine: str, outward: bool = False, attributes: bool = True) -> list[tuple[int, int, int, int]]:
    """The filter as (code, jump if true, jump if false, constant); raises OSError for a machine without numbers.

    `outward` leaves sockets of every family and the death of the parent alone. Without `attributes`
    changes of owners, modes and times are ignored: they seem to succeed, so that `shutil.copy` works.
    """
    if machine not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no seccomp filter for {machine}")
    column, audit = ARCHITECTURES[machine]
    lines = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, audit), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":
        lines += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, DENY)]
    for calls, answer in ((CALLS, DENY), ({} if attributes else ATTRIBUTES, IGNORE)):
        numbers = [call[column] for call in calls.values()]
        lines += [line for n in numbers if n is not None for line in ((EQUAL, 0, 1, n), (RETURN, 0, 0, answer))]
    # The flags of clone3 lie in memory, where a filter cannot look; the C library falls back to clone.
    lines += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ABSENT)]
    lines += [(EQUAL, 0, 4, CLONE[machine]), (LOAD, 0, 0, ARGUMENTS), (ANY_BIT, 0, 1, NAMESPACES), (RETURN, 0, 0, DENY), (RETURN, 0, 0, ALLOW)]
    if outward:
        return [*lines, (RETURN, 0, 0, ALLOW)]
    lines += [(EQUAL, 0, 4, SOCKET[machine]), (LOAD, 0, 0, ARGUMENTS), (EQUAL, 1, 0, AF_UNIX), (RETURN, 0, 0, DENY), (RETURN, 0, 0, ALLOW)]
    # Nobody takes back that the kernel ends this process with its parent.
    lines += [(EQUAL, 0, 5, PRCTL[machine]), (LOAD, 0, 0, ARGUMENTS), (EQUAL, 0, 3, kernel.PR_SET_PDEATHSIG),
              (LOAD, 0, 0, ARGUMENTS + 8), (EQUAL, 0, 1, 0), (RETURN, 0, 0, DENY)]  # fmt: skip
    return [*lines, (RETURN, 0, 0, ALLOW)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def install(outward: bool = False, attributes: bool = True) -> None:
    """Put the filter on this process and all that it starts. Needs no_new_privs."""
    lines = program(platform.machine(), outward, attributes)
    code = b"".join(struct.pack("HBBI", *line) for line in lines)
    kernel.prctl(kernel.PR_SET_SECCOMP, 2, ctypes.byref(_Program(len(lines), code)))
