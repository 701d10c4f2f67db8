# attack: leaves things that outlive a process: System V memory, semaphores, queues, files in shared folders
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for i in range(3):
    print(libc.shmget(0, 4096, 0o1666), libc.semget(0, 1, 0o1666), libc.msgget(0, 0o1666), os.strerror(ctypes.get_errno()))
try:
    print(ctypes.CDLL("librt.so.1", use_errno=True).mq_open(b"/redteam-left", 0o102, 0o666, None))
except OSError as error:
    print(error)
for place in ("/tmp", "/var/tmp", "/run/lock", "/run", "/var/crash", "/var/spool/cron", "/sys/fs/cgroup", "/mnt", "/"):
    try:
        os.mkdir(f"{place}/redteam-left")
        if place != "/tmp":
            print("LOOT: a folder in", place)
            os.rmdir(f"{place}/redteam-left")
    except OSError as error:
        print(place, error.strerror)
print("TRIED")
