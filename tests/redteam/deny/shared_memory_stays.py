# attack: leaves files in shared memory, System V segments, semaphores and message queues, which live on when the process has ended
# exercise: ex01_map_dataset
# where: namespaces
# An ordinary user shares /dev/shm with the hosts; as root what they leave is swept.
# check: ex01.tabular.len
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
create = 0o1000 | 0o600
print("TRIED", flush=True)
for what, call in {
    "shmget": lambda: libc.shmget(0x5EED, 1 << 20, create), "semget": lambda: libc.semget(0x5EED, 4, create), "msgget": lambda: libc.msgget(0x5EED, create),
    "mq_open": lambda: libc.mq_open(b"/redteam", os.O_CREAT | os.O_RDWR, 0o600, None), "shm_open": lambda: libc.shm_open(b"/redteam", os.O_CREAT | os.O_RDWR, 0o600),
    "sem_open": lambda: libc.sem_open(b"/redteam", os.O_CREAT, 0o600, 1),
}.items():  # fmt: skip
    print(what, call(), os.strerror(ctypes.get_errno()), flush=True)
    ctypes.set_errno(0)
