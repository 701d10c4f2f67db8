# attack: gives endless iterators, lengths and lists that make themselves up as they are read
# exercise: ex02_batching
import itertools

import torch


class Endless(list):
    __len__ = lambda self: 3
    __iter__ = lambda self: itertools.repeat(torch.zeros(2))
    __getitem__ = lambda self, index: Endless()


def pad_collate(samples, padding_value=0.0):
    return (torch.zeros(1) for _ in itertools.count())


class MiniLoader:
    def __init__(self, *args, **kwargs):
        pass

    def __len__(self):
        return 2

    def __iter__(self):
        yield from (Endless() for _ in itertools.count())


def number_of_batches(num_samples, batch_size, drop_last=False):
    return Endless()


print("TRIED")
