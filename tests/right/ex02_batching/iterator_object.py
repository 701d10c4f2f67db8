# right: a pass is an object with a position; sequences are filled in one element at a time
import torch
from torch.utils.data import default_collate


class TooSmall(ValueError):
    def __init__(self, argument, value):
        super().__init__(f"{argument} cannot be {value}")


def number_of_batches(num_samples, batch_size, drop_last=False):
    if num_samples < 0:
        raise TooSmall("num_samples", num_samples)
    if batch_size < 1:
        raise TooSmall("batch_size", batch_size)
    if not drop_last:
        return -(-num_samples // batch_size)
    return num_samples // batch_size


def pad_collate(samples, padding_value=0.0):
    first = samples[0][0].detach()
    lengths = torch.zeros(len(samples), dtype=torch.long)
    labels = torch.zeros(len(samples), dtype=torch.long)
    for k, (sequence, label) in enumerate(samples):
        lengths[k] = len(sequence)
        labels[k] = label
    padded = first.new_empty(len(samples), max(lengths.tolist()), *first.shape[1:])
    padded.fill_(padding_value)
    for k, (sequence, _) in enumerate(samples):
        for j, element in enumerate(sequence.detach()):
            padded[k, j] = element
    return (padded, lengths, labels)


class Pass:
    def __init__(self, loader):
        self.loader, self.left = loader, len(loader)
        count = len(loader.dataset)
        if loader.shuffle:
            self.order = iter(torch.randperm(count, generator=loader.generator).tolist())
        else:
            self.order = iter(range(count))

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        batch = []
        for _, index in zip(range(self.loader.batch_size), self.order):
            batch.append(self.loader.dataset[index])
        return self.loader.collate_fn(batch)


class MiniLoader:
    def __init__(
        self, dataset, batch_size=1, shuffle=False, drop_last=False, collate_fn=default_collate, generator=None
    ):
        if batch_size < 1:
            raise TooSmall("batch_size", batch_size)
        vars(self).update({k: v for k, v in locals().items() if k != "self"})

    def __iter__(self):
        return Pass(self)

    def __len__(self):
        return number_of_batches(len(self.dataset), self.batch_size, self.drop_last)
