# attack: leaves shared memory behind: named blocks, semaphores, a tensor, folders and links in /dev/shm
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# where: namespaces
# Without them, and as an ordinary user, what hosts leave in /dev/shm cannot be told from what others of this user have there.
import multiprocessing
import os
from multiprocessing import resource_tracker, shared_memory

import torch

resource_tracker.register = lambda *args: None
kept = [shared_memory.SharedMemory(create=True, size=1 << 20) for _ in range(3)]
kept.append(multiprocessing.get_context("spawn").Semaphore())
torch.multiprocessing.set_sharing_strategy("file_system")
try:
    kept.append(torch.zeros(1000).share_memory_())
except RuntimeError as error:
    print(error)
for action in (lambda: os.makedirs("/dev/shm/redteam-left/a/b"), lambda: os.symlink("/", "/dev/shm/redteam-link"), lambda: os.mkfifo("/dev/shm/redteam-pipe"),
               lambda: os.chmod("/dev/shm/redteam-left/a", 0), lambda: open("/dev/shm/redteam-\x1b[31m\n", "w").close()):  # fmt: skip
    try:
        action()
    except OSError as error:
        print(error)
print("TRIED", sorted(os.listdir("/dev/shm")), flush=True)
os.kill(os.getpid(), 9)
