# attack: dozens of processes spin at the highest priority that they can have while the judge starts another host, and go on when this one ends
# exercise: ex04_samplers
# check: ex04.balanced.generator
# slow: everything takes longer while they spin
import os
import time

import torch

print("TRIED", flush=True)
until = time.monotonic() + 6  # bounded
for _ in range(40):
    if os.fork() == 0:
        os.setsid()
        while time.monotonic() < until:
            pass
        os._exit(0)


class BalancedSampler(torch.utils.data.Sampler):
    def __init__(self, labels, mode="over", generator=None):
        self.n, self.generator = len(labels), generator

    def __len__(self):
        return self.n

    def __iter__(self):
        return iter(torch.randint(self.n, (self.n,), generator=self.generator).tolist())
