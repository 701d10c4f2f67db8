# right: torch's own samplers and padding; math.ceil; a pass is a map object
import math

import torch
from torch.nn.functional import pad
from torch.utils.data import BatchSampler, RandomSampler, SequentialSampler, default_collate


def number_of_batches(num_samples, batch_size, drop_last=False):
    for name, value, least in ("batch_size", batch_size, 1), ("num_samples", num_samples, 0):
        if value < least:
            raise ValueError(f"{name}={value} is too small")
    share = num_samples / batch_size
    return math.floor(share) if drop_last else math.ceil(share)


def pad_collate(samples, padding_value=0.0):
    lengths = [sequence.size(0) for sequence, _ in samples]
    longest = max(lengths)

    def padded(sequence):
        behind = [0, 0] * (sequence.dim() - 1) + [0, longest - sequence.size(0)]
        return pad(sequence, behind, value=padding_value)

    labels = [torch.as_tensor(label) for _, label in samples]
    return torch.stack([padded(s) for s, _ in samples]), torch.LongTensor(lengths), torch.stack(labels)


class MiniLoader:
    def __init__(
        self, dataset, batch_size=1, shuffle=False, drop_last=False, collate_fn=default_collate, generator=None
    ):
        if batch_size <= 0:
            raise ValueError(f"expected a batch_size of 1 or more, not {batch_size}")
        sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        self.batches = BatchSampler(sampler, batch_size, drop_last)
        self.dataset, self.collate_fn = dataset, collate_fn

    def __len__(self):
        return len(self.batches)

    def __iter__(self):
        return map(self.load, self.batches)

    def load(self, indices):
        return self.collate_fn([self.dataset[i] for i in indices])
