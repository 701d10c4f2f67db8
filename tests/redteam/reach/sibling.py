# attack: makes its child a child of the nursery (CLONE_PARENT), with a signal of its choice at the child's end, past who counts children
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import platform
import signal
import time

libc = ctypes.PyDLL(None, use_errno=True)
CLONE_PARENT, CLONE = 0x8000, {"x86_64": 56, "aarch64": 220}[platform.machine()]
before = os.getppid()
for lifetime in (0, 20):
    for ending in (signal.SIGTERM, signal.SIGCHLD, 0):  # what the nursery would be told when the child ends
        child = libc.syscall(CLONE, ctypes.c_long(CLONE_PARENT | ending), None, None, None, None)
        if child == 0:
            if lifetime:
                os.setsid()
                time.sleep(lifetime)
            os._exit(0)
        print(lifetime, ending, "made" if child > 0 else os.strerror(ctypes.get_errno()))
child = libc.syscall(CLONE, ctypes.c_long(signal.SIGTERM), None, None, None, None)  # then its grandchild has that ending, too
if child == 0:
    libc.syscall(CLONE, ctypes.c_long(CLONE_PARENT | signal.SIGTERM), None, None, None, None)
    os._exit(0)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(0.05)
print("TRIED", before, os.getppid())
