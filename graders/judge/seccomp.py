"""A seccomp filter: system calls that no exercise needs, answered with EPERM.

What of a kernel's surface Landlock and namespaces leave open: tracing, mounts and namespaces of
its own, io_uring, BPF, keys, memory that outlives its maker or is counted for nobody, every socket
family but unix. A classic BPF
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
    "memfd_create": (319, 279), "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "open_tree_attr": (467, 467), "mount_setattr": (442, 442), "quotactl_fd": (443, 443), "process_madvise": (440, 440),
}  # fmt: skip
# Where a host shares process table and files with others, also: what changes a file's mode, owner, times or
# attributes, which Landlock does not know, what watches files, and the pace of others.
MODES: dict[str, tuple[int | None, int | None]] = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
}  # fmt: skip
ATTRIBUTES: dict[str, tuple[int | None, int | None]] = {
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "file_setattr": (469, 469),
}  # fmt: skip
OTHERS: dict[str, tuple[int | None, int | None]] = {
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "removexattrat": (466, 466),
    "inotify_init": (253, None), "inotify_init1": (294, 26), "setpriority": (141, 140), "ioprio_set": (251, 30),
}  # fmt: skip
# These may be about the calling process only: their first argument is 0, or they are refused.
OWN_ONLY = {
    "prlimit64": (302, 261), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274),
}  # fmt: skip
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
CLONE, SOCKET, PRCTL = (56, 220), (41, 198), (157, 167)
FLOCK, FCNTL, IOCTL = (73, 32), (72, 25), (16, 29)
CLONE3 = 435
NAMESPACES = kernel.NEWNS | kernel.NEWCGROUP | kernel.NEWUTS | kernel.NEWIPC | kernel.NEWUSER | kernel.NEWPID | kernel.NEWNET
AF_UNIX = 1
SET_LOCKS = (6, 7, 37, 38)  # F_SETLK and F_SETLKW, by process and by open file
NOTIFY = (1024, 1026)  # F_SETLEASE, F_NOTIFY
NETWORK = (0x8900, 0x89FF)  # ioctls that tell of the machine's interfaces
FILE_FLAGS = (0x40086602, 0x401C5820)  # FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR
X32 = 0x40000000

LOAD, EQUAL, AT_LEAST, ABOVE, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x25, 0x45, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
DENY, ABSENT, IGNORE = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS, 0x00050000
NUMBER, ARCHITECTURE = 0, 4  # offsets in struct seccomp_data

Line = tuple[int, int, int, int]  # code, jump if true, jump if false, constant


def program(machine: str, outward: bool = False, apart: bool = True, shared_user: bool = False) -> list[Line]:
    """The filter; raises OSError for a machine whose numbers are not known.

    `outward` keeps to what a container's default filter refuses. `apart`: the host has namespaces of its
    own; otherwise more is refused. `shared_user`: and it runs as somebody whose files it could change; then
    changes of modes seem to succeed and do nothing, so that `shutil.copy` works, others are refused.
    """
    if machine not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no seccomp filter for {machine}")
    column, audit = ARCHITECTURES[machine]
    lines = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, audit), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":
        lines += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, DENY)]
    answers = [(CALLS, DENY)] + ([] if apart else [(OTHERS, DENY)])
    answers += [(MODES, IGNORE), (ATTRIBUTES, DENY)] if shared_user else []
    for calls, answer in answers:
        for call in calls.values():
            lines += when(call[column], [(RETURN, 0, 0, answer)])
    # The flags of clone3 lie in memory, where a filter cannot look; the C library falls back to clone.
    lines += when(CLONE3, [(RETURN, 0, 0, ABSENT)])
    lines += when(CLONE[column], [*argument(0), (ANY_BIT, 0, 1, NAMESPACES), (RETURN, 0, 0, DENY), (RETURN, 0, 0, ALLOW)])
    if outward:
        return [*lines, (RETURN, 0, 0, ALLOW)]
    lines += when(SOCKET[column], [*argument(0), (EQUAL, 1, 0, AF_UNIX), (RETURN, 0, 0, DENY), (RETURN, 0, 0, ALLOW)])
    # Locks on the libraries would be seen by other hosts; SQLite and its like must still work in a host's own files.
    lines += when(FLOCK[column], [(RETURN, 0, 0, IGNORE)])
    lines += when(FCNTL[column], [*argument(1), *among(SET_LOCKS, IGNORE), *among(NOTIFY, DENY), (RETURN, 0, 0, ALLOW)])
    # Nobody takes back that the kernel ends this process with its parent.
    forever = [(EQUAL, 0, 3, kernel.PR_SET_PDEATHSIG), *argument(1), (EQUAL, 0, 1, 0), (RETURN, 0, 0, DENY)]
    lines += when(PRCTL[column], [*argument(0), *forever, (RETURN, 0, 0, ALLOW)])
    if not apart:
        for call in OWN_ONLY.values():
            lines += when(call[column], [*argument(0), (EQUAL, 1, 0, 0), (RETURN, 0, 0, DENY), (RETURN, 0, 0, ALLOW)])
        inside = [(AT_LEAST, 0, 2, NETWORK[0]), (ABOVE, 1, 0, NETWORK[1]), (RETURN, 0, 0, DENY)]
        lines += when(IOCTL[column], [*argument(1), *among(FILE_FLAGS, DENY), *inside, (RETURN, 0, 0, ALLOW)])
    return [*lines, (RETURN, 0, 0, ALLOW)]


def when(number: int | None, then: list[Line]) -> list[Line]:
    """These lines for this call; they must end in an answer, or leave the call's number where it was."""
    return [] if number is None else [(EQUAL, 0, len(then), number), *then]


def argument(index: int) -> list[Line]:
    return [(LOAD, 0, 0, 16 + 8 * index)]


def among(values: tuple[int, ...], answer: int) -> list[Line]:
    return [line for value in values for line in ((EQUAL, 0, 1, value), (RETURN, 0, 0, answer))]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def install(outward: bool = False, apart: bool = True, shared_user: bool = False) -> None:
    """Put the filter on this process and all that it starts. Needs no_new_privs."""
    lines = program(platform.machine(), outward, apart, shared_user)
    code = b"".join(struct.pack("HBBI", *line) for line in lines)
    kernel.prctl(kernel.PR_SET_SECCOMP, 2, ctypes.byref(_Program(len(lines), code)))
