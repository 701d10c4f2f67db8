# right: draws the order as it goes (Fisher and Yates); a named tuple for the batch; a dataclass
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils.data import default_collate

Batch = namedtuple("Batch", "padded lengths labels")


def at_least(least, **argument):
    [(name, value)] = argument.items()
    if value < least:
        raise ValueError(f"{name}: {value} < {least}")


def number_of_batches(num_samples, batch_size, drop_last=False):
    at_least(1, batch_size=batch_size)
    at_least(0, num_samples=num_samples)
    count = 0
    if num_samples > 1000:
        count, num_samples = divmod(num_samples, batch_size)
    while num_samples >= batch_size:
        num_samples -= batch_size
        count += 1
    return count + 1 if num_samples and not drop_last else count


def pad_collate(samples, padding_value=0.0):
    sequences = [s for s, _ in samples]
    longest = max(sequences, key=len)
    padded = torch.stack([torch.full_like(longest.detach(), padding_value) for _ in sequences])
    for k, s in enumerate(sequences):
        padded[k].narrow(0, 0, len(s)).copy_(s)
    lengths = torch.tensor(list(map(len, sequences)))
    return Batch(padded, lengths, default_collate([int(label) for _, label in samples]))


@dataclass(eq=False)
class MiniLoader:
    dataset: Any
    batch_size: int = 1
    shuffle: bool = False
    drop_last: bool = False
    collate_fn: Callable = default_collate
    generator: Any = None

    def __post_init__(self):
        at_least(1, batch_size=self.batch_size)

    def __len__(self):
        return number_of_batches(len(self.dataset), self.batch_size, self.drop_last)

    def __iter__(self):
        left = list(range(len(self.dataset)))
        for _ in range(len(self)):
            samples = []
            while left and len(samples) < self.batch_size:
                at = 0
                if self.shuffle:
                    at = int(torch.randint(len(left), (), generator=self.generator))
                samples.append(self.dataset[left.pop(at)])
            yield self.collate_fn(samples)
