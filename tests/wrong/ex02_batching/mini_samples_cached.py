# wrong: keeps each sample for the next epoch, so that a random transform draws once
# caught by: ex02.mini.asks
import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import default_collate


def number_of_batches(num_samples, batch_size, drop_last=False):
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    if num_samples < 0:
        raise ValueError(f"num_samples must be at least 0, got {num_samples}")
    return num_samples // batch_size if drop_last else -(-num_samples // batch_size)


def pad_collate(samples, padding_value=0.0):
    seqs = [s for s, _ in samples]
    lengths = torch.tensor([len(s) for s in seqs], dtype=torch.int64)
    labels = torch.tensor([int(y) for _, y in samples], dtype=torch.int64)
    padded = pad_sequence(seqs, batch_first=True, padding_value=padding_value)
    return padded.clone(), lengths, labels


class MiniLoader:
    def __init__(
        self,
        dataset,
        batch_size=1,
        shuffle=False,
        drop_last=False,
        collate_fn=default_collate,
        generator=None,
    ):
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, got {batch_size}")
        self.dataset, self.batch_size, self.shuffle = dataset, batch_size, shuffle
        self.drop_last, self.collate_fn, self.generator = drop_last, collate_fn, generator
        self.cache = {}

    def __len__(self):
        return number_of_batches(len(self.dataset), self.batch_size, self.drop_last)

    def order(self):
        n = len(self.dataset)
        return (
            torch.randperm(n, generator=self.generator).tolist() if self.shuffle else list(range(n))
        )

    def __iter__(self):
        order = self.order()
        for b in range(len(self)):
            part = order[b * self.batch_size : (b + 1) * self.batch_size]
            yield self.collate_fn(
                [
                    self.cache[i] if i in self.cache else self.cache.setdefault(i, self.dataset[i])
                    for i in part
                ]
            )
