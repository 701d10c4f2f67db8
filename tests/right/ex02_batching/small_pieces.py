# right: functions and closures only; pads the longest first, then puts the rows back
import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import default_collate

number_of_batches = lambda num_samples, batch_size, drop_last=False: (  # noqa: E731
    refuse("batch_size", batch_size) if batch_size < 1
    else refuse("num_samples", num_samples) if num_samples < 0
    else (num_samples + (not drop_last) * (batch_size - 1)) // batch_size
)  # fmt: skip


def refuse(name, value):
    raise ValueError(f"{value} is no {name}")


def pad_collate(samples, padding_value=0.0):
    by_length = sorted(range(len(samples)), key=lambda k: len(samples[k][0]), reverse=True)
    padded = pad_sequence([samples[k][0] for k in by_length], True, float(padding_value))
    back = torch.tensor(by_length).argsort()
    lengths = torch.tensor([len(samples[k][0]) for k in by_length])
    labels = torch.stack([torch.tensor(int(samples[k][1])) for k in by_length])
    return padded[back], lengths[back], labels[back]


def passes(dataset, batch_size, shuffle, drop_last, collate_fn, generator):
    count = number_of_batches(len(dataset), batch_size, drop_last)
    ids = [*range(len(dataset))]
    if shuffle:
        ids = sorted(ids, key=dict(enumerate(torch.randperm(len(ids), generator=generator).tolist())).get)
    while count:
        batch, ids = ids[:batch_size], ids[batch_size:]
        yield collate_fn(list(map(dataset.__getitem__, batch)))
        count -= 1


class MiniLoader:
    def __init__(self, dataset, batch_size=1, shuffle=False, drop_last=False, collate_fn=default_collate, generator=None):
        if batch_size < 1:
            refuse("batch_size", batch_size)
        self.__iter = lambda: passes(dataset, batch_size, shuffle, drop_last, collate_fn, generator)
        self.__len = lambda: number_of_batches(len(dataset), batch_size, drop_last)

    def __iter__(self):
        return self.__iter()

    def __len__(self):
        return self.__len()
