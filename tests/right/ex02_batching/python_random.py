# right: Python's random.Random, seeded by generator and epoch; batches cut by islice; pads with torch.cat
import random
from itertools import islice

import torch
from torch.utils.data import default_collate


def number_of_batches(num_samples, batch_size, drop_last=False):
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; it has to be a positive number")
    if num_samples < 0:
        raise ValueError(f"num_samples is {num_samples}; it cannot be negative")
    starts = range(0, num_samples, batch_size)
    return len(starts) if not drop_last else sum(start + batch_size <= num_samples for start in starts[-1:]) + len(starts[:-1])


def pad_collate(samples, padding_value=0.0):
    longest = max(sequence.shape[0] for sequence, _ in samples)
    rows, lengths, labels = [], [], []
    for sequence, label in samples:
        missing = longest - sequence.shape[0]
        rows.append(torch.cat([sequence, sequence.new_full((missing, *sequence.shape[1:]), padding_value)]))
        lengths.append(longest - missing)
        labels.append(label if isinstance(label, int) else label.item())
    return torch.stack(rows), torch.tensor(lengths), torch.tensor(labels)


class MiniLoader:
    def __init__(
        self, dataset, batch_size=1, shuffle=False, drop_last=False, collate_fn=default_collate, generator=None
    ):
        number_of_batches(len(dataset), batch_size)  # refuses what cannot be
        self.dataset, self.batch_size, self.shuffle = dataset, batch_size, shuffle
        self.drop_last, self.collate_fn, self.generator = drop_last, collate_fn, generator
        self.epoch = 0

    def __len__(self):
        return number_of_batches(len(self.dataset), self.batch_size, self.drop_last)

    def _order(self):
        order = list(range(len(self.dataset)))
        if self.shuffle and self.generator is not None:
            random.Random(f"{self.generator.initial_seed()}/{self.epoch}").shuffle(order)
        elif self.shuffle:
            random.Random(torch.randint(2**63 - 1, ()).item()).shuffle(order)
        self.epoch += 1
        return order

    def __iter__(self):
        left = iter(self._order())
        return (
            self.collate_fn([self.dataset[i] for i in islice(left, self.batch_size)])
            for _ in range(len(self))
        )
