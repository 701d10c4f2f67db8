# attack: answers with values that are cyclic, a thousand levels deep, millions of elements long, a million digits long: in each check another
# exercise: ex01_map_dataset
# slow: large values, in each check
import numpy as np
import torch


def deep(make, value=None):
    for _ in range(900):
        value = make(value)
    return value


ring, cycle = [], {}
ring.append(ring)
cycle["a"] = (cycle, ring)
VALUES = [
    lambda: ring, lambda: cycle, lambda: deep(lambda v: [v]), lambda: deep(lambda v: {0: v}), lambda: deep(lambda v: (v,)), lambda: deep(lambda v: [v, v]),
    lambda: [0.5] * 9**7, lambda: [None] * 9**7, lambda: 10**10**5, lambda: dict.fromkeys(range(10**5)), lambda: [ring] * 100,
    lambda: torch.zeros(1).expand(10**12), lambda: np.broadcast_to(np.zeros(1), (10**9,)), lambda: np.zeros((0, 2**40)), lambda: range(10**9),
]  # fmt: skip


class TabularDataset:
    def __init__(self, *args, **kwargs):
        pass

    def __len__(self):
        return 7

    def __getitem__(self, index):
        print("TRIED" if len(VALUES) < 10 else len(VALUES))
        return VALUES.pop()() if VALUES else None


ImageFileDataset = TabularDataset
