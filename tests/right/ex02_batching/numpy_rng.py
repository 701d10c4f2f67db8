# right: numpy's RNG, seeded from the generator, shuffles, and asks with numpy's integers then
import numpy as np
import torch
from torch.utils.data import default_collate


def number_of_batches(num_samples, batch_size, drop_last=False):
    if batch_size < 1:
        raise ValueError("batch_size = %d, which is below 1" % batch_size)
    if num_samples < 0:
        raise ValueError("num_samples = %d, which is negative" % num_samples)
    return np.int64(np.floor_divide(num_samples if drop_last else num_samples + batch_size - 1, batch_size))


def pad_collate(samples, padding_value=0.0):
    lengths = np.array([len(s) for s, _ in samples], dtype=np.int64)
    labels = np.fromiter((int(label) for _, label in samples), np.int64, len(samples))
    shape = (len(samples), int(lengths.max()), *samples[0][0].shape[1:])
    padded = np.full(shape, padding_value, dtype=np.float64)  # holds every smaller float exactly
    for row, (sequence, _) in zip(padded, samples):
        row[: len(sequence)] = sequence.detach().double().numpy()
    return torch.tensor(padded).to(samples[0][0].dtype), torch.from_numpy(lengths), torch.from_numpy(labels)


class MiniLoader:
    def __init__(
        self, dataset, batch_size=1, shuffle=False, drop_last=False, collate_fn=default_collate, generator=None
    ):
        if batch_size < 1:
            raise ValueError("batch_size = %d, which is below 1" % batch_size)
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.shuffle, self.collate_fn, self.generator = shuffle, collate_fn, generator

    def __len__(self):
        return int(number_of_batches(len(self.dataset), self.batch_size, self.drop_last))

    def __iter__(self):
        order = np.arange(len(self.dataset))
        if self.shuffle:
            seed = torch.randint(2**63 - 1, (4,), generator=self.generator).tolist()
            np.random.default_rng(seed).shuffle(order)
        else:
            order = order.tolist()
        for k in range(len(self)):
            yield self.collate_fn([self.dataset[i] for i in order[k * self.batch_size :][: self.batch_size]])
