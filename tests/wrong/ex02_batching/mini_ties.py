# wrong: sorts by coin flips: what fell the same way keeps its order
# caught by: ex02.mini.shuffle
import torch
from torch.utils.data import default_collate


class MiniLoader:
    def __init__(
        self, dataset, batch_size=1, shuffle=False, drop_last=False, collate_fn=default_collate, generator=None
    ):
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, got {batch_size}")
        self.dataset, self.batch_size, self.shuffle = dataset, batch_size, shuffle
        self.drop_last, self.collate_fn, self.generator = drop_last, collate_fn, generator

    def __len__(self):
        full, tail = divmod(len(self.dataset), self.batch_size)
        return full + (tail > 0 and not self.drop_last)

    def __iter__(self):
        order = list(range(len(self.dataset)))
        if self.shuffle:
            keys = torch.randint(2, (len(order),), generator=self.generator).tolist()
            order.sort(key=keys.__getitem__)
        for start in range(0, len(self) * self.batch_size, self.batch_size):
            yield self.collate_fn([self.dataset[i] for i in order[start : start + self.batch_size]])
