# wrong: the process number is part of the seed
# caught by: ex11.rank.same
# in one process: not caught, as there is one process number only
import math
import os

import torch
from torch.utils.data import Sampler


class RankSampler(Sampler):
    def __init__(self, num_examples, rank, world_size, shuffle=True, seed=0, drop_last=False):
        if num_examples < 1:
            raise ValueError(f"num_examples must be positive, not {num_examples}")
        if world_size < 1:
            raise ValueError(f"world_size must be positive, not {world_size}")
        if rank < 0 or rank >= world_size:
            raise ValueError(f"rank {rank} is not in [0, {world_size})")
        self.n, self.rank, self.world_size = num_examples, rank, world_size
        self.shuffle, self.seed, self.drop_last = shuffle, seed, drop_last
        self.epoch = 0
        self.size = num_examples // world_size if drop_last else math.ceil(num_examples / world_size)

    def set_epoch(self, epoch):
        self.epoch = epoch

    def __len__(self):
        return self.size

    def __iter__(self):
        if self.shuffle:
            g = torch.Generator().manual_seed((self.seed + self.epoch + os.getpid()) % 2**64)
            order = torch.randperm(self.n, generator=g).tolist()
        else:
            order = list(range(self.n))
        total = self.size * self.world_size
        order = (order * math.ceil(total / self.n))[:total]
        return iter(order[self.rank : total : self.world_size])
