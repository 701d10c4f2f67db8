# attack: uses what of the kernel no exercise needs, by number: BPF, counters, keys, modules, userfaultfd, swap, clock, names, quotas
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
CALLS = {
    "bpf": (321, 0, bytes(64), 64), "perf_event_open": (298, bytes(128), 0, -1, -1, 0), "userfaultfd": (323, 1), "userfaultfd for all": (323, 0),
    "add_key": (248, b"user", b"redteam", b"x", 1, -4), "request_key": (249, b"user", b"redteam", None, -4), "keyctl": (250, 0, -4, 1), "join keyring": (250, 1, b"redteam"),
    "init_module": (175, None, 0, b""), "finit_module": (313, 0, b"", 0), "delete_module": (176, b"redteam", 0), "kexec_load": (246, 0, 0, None, 0),
    "swapon": (167, b"nothing", 0), "swapoff": (168, b"nothing"), "acct": (163, b"nothing"), "quotactl": (179, 0x800001, None, 0, None), "reboot": (169, 0, 0, 0, None),
    "sethostname": (170, b"mallory", 7), "setdomainname": (171, b"mallory", 7), "settimeofday": (164, None, None), "adjtimex": (159, bytes(256)),
    "clock_settime": (227, 0, None), "clock_adjtime": (305, 0, bytes(256)), "fanotify_init": (300, 0, 0), "lookup_dcookie": (212, 0, None, 0), "vhangup": (153,),
    "move_pages": (279, os.getpid(), 0, None, None, None, 0), "migrate_pages": (256, os.getpid(), 0, None, None), "modify_ldt": (154, 0, bytes(16), 16),
    "memfd_secret": (447, 0), "ptrace": (101, 0, 0, 0, 0), "kcmp": (312, os.getpid(), os.getpid(), 0, 0, 0), "syslog": (103, 10, None, 0), "pidfd_open": (434, os.getpid(), 0),
    "process_madvise": (440, -1, None, 0, 0, 0), "fsopen": (430, b"tmpfs", 0), "open_tree": (428, -100, b".", 0), "mount_setattr": (442, -100, b".", 0, None, 0),
    "quotactl_fd": (443, 0, 0, 0, None), "uselib": (134, b"nothing"), "kexec_file_load": (320, 0, 0, 0, None, 0),
    "pidfd_getfd": (438, -1, 0, 0), "name_to_handle_at": (303, -100, b".", bytes(136), bytes(4), 0),
}  # fmt: skip
if platform.machine() != "x86_64":
    CALLS = {name: call for name, call in CALLS.items() if call[0] >= 424}  # numbers that are the same everywhere
refused = []
for name, (number, *arguments) in CALLS.items():
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if type(a) is int else a for a in arguments])
    if result >= 0:
        print("LOOT:", name, result)
    refused += [name] if ctypes.get_errno() == 1 else []
    if ctypes.get_errno() not in (1, 38):
        print(name, os.strerror(ctypes.get_errno()))
print("TRIED", len(refused), "of", len(CALLS), "refused")
