# right: MiniLoader is a DataLoader; the padding is scattered through a mask
import torch
from torch.utils.data import DataLoader, default_collate


def number_of_batches(num_samples, batch_size, drop_last=False):
    if batch_size < 1 or num_samples < 0:
        raise ValueError(f"need batch_size >= 1 and num_samples >= 0, got {batch_size=}, {num_samples=}")
    return num_samples // batch_size + (not drop_last and num_samples % batch_size > 0)


def pad_collate(samples, padding_value=0.0):
    sequences, labels = map(list, zip(*samples))
    lengths = torch.tensor([s.shape[0] for s in sequences])
    joined = torch.cat(sequences)
    real = torch.arange(int(lengths.max()))[None] < lengths[:, None]
    padded = joined.new_full((*real.shape, *joined.shape[1:]), padding_value)
    padded[real] = joined
    return padded, lengths, torch.as_tensor(labels, dtype=torch.int64)


class MiniLoader(DataLoader):
    def __init__(
        self, dataset, batch_size=1, shuffle=False, drop_last=False, collate_fn=default_collate, generator=None
    ):
        super().__init__(
            dataset, batch_size, shuffle, drop_last=drop_last, collate_fn=collate_fn, generator=generator
        )
