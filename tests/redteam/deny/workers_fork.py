# attack: the workers of a DataLoader fork, their children fork again when one dies, and each is the leader of a session
# exercise: ex01_map_dataset
# check: ex01.tabular.workers
import os
import time

import torch


def hydra():
    until = time.monotonic() + 10  # bounded
    while time.monotonic() < until:
        try:
            pid = os.fork()
        except OSError:
            time.sleep(0.01)
            continue
        if pid:
            os.waitpid(pid, 0)
        else:
            os.setsid()


class TabularDataset(torch.utils.data.Dataset):
    def __init__(self, features, labels, transform=None):
        self.labels = labels
        print("TRIED", flush=True)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        if torch.utils.data.get_worker_info():
            for _ in range(4):
                if os.fork() == 0:
                    hydra()
        return torch.zeros(2), torch.tensor(0)
