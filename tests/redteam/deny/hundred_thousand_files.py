# attack: makes a hundred thousand folders, which the judge must walk through whenever it looks for files
# exercise: ex12_resume
# check: ex12.checkpoint.tidy
# honest: 0.5
# slow: making them takes seconds
import os
import time

import torch

made, until = 0, time.monotonic() + 2
try:
    while time.monotonic() < until and made < 100_000:
        os.makedirs(f"a/{made // 1000}")
        for k in range(1000):
            os.mkdir(f"a/{made // 1000}/{k}")
        made += 1000
except OSError as error:
    print(error)
print("TRIED", made, flush=True)


def save_checkpoint(path, state):
    torch.save(state, path)


def load_checkpoint(path):
    return torch.load(path)
