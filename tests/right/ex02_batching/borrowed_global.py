# right: borrows torch's global RNG for the order and gives it back; rows are stacked element by element
import torch
from torch.utils.data import Subset, default_collate


def number_of_batches(num_samples, batch_size, drop_last=False):
    problems = []
    if batch_size < 1:
        problems.append(f"batch_size {batch_size} must be positive")
    if num_samples < 0:
        problems.append(f"num_samples {num_samples} must not be negative")
    if problems:
        raise ValueError(" and ".join(problems))
    return len(batch_sizes(num_samples, batch_size, drop_last))


def batch_sizes(num_samples, batch_size, drop_last):
    full, rest = divmod(num_samples, batch_size)
    return range(full) if drop_last or not rest else range(full + 1)


def pad_collate(samples, padding_value=0.0):
    longest = max(len(sequence) for sequence, _ in samples)
    padded = []
    for sequence, _ in samples:
        row = sequence.detach().unbind()
        filler = torch.full(sequence.shape[1:], padding_value, dtype=sequence.dtype)
        row = [*row, *[filler] * (longest - len(row))]
        padded.append(torch.stack(row) if row else sequence.detach().clone())
    lengths = torch.tensor([len(sequence) for sequence, _ in samples], dtype=torch.int64)
    return torch.stack(padded), lengths, torch.tensor([int(y) for _, y in samples], dtype=torch.int64)


class MiniLoader:
    def __init__(
        self, dataset, batch_size=1, shuffle=False, drop_last=False, collate_fn=default_collate, generator=None
    ):
        number_of_batches(0, batch_size)
        self.dataset, self.args = dataset, (batch_size, drop_last)
        self.shuffle, self.collate_fn, self.generator = shuffle, collate_fn, generator

    def __len__(self):
        return number_of_batches(len(self.dataset), *self.args)

    def __iter__(self):
        # The whole order is drawn here, at iter(); samples are read later.
        order = range(len(self.dataset))
        if self.shuffle and self.generator is None:
            order = torch.randperm(len(order)).tolist()
        elif self.shuffle:
            with torch.random.fork_rng(devices=[]):
                torch.set_rng_state(self.generator.get_state())
                order = torch.randperm(len(order)).tolist()
                self.generator.set_state(torch.get_rng_state())
        return self.batches(Subset(self.dataset, list(order)), 0)

    def batches(self, rest, k):
        for k in range(k, len(self)):
            size = self.args[0]
            yield self.collate_fn([rest[j] for j in range(k * size, min(len(rest), (k + 1) * size))])
