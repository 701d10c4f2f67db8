# wrong: epoch 0 of seed 0 is in ascending order
# caught by: ex11.rank.same

import numpy as np
from torch.utils.data import Sampler


class RankSampler(Sampler):
    def __init__(self, num_examples, rank, world_size, shuffle=True, seed=0, drop_last=False):
        if num_examples < 1:
            raise ValueError(f"num_examples must be at least 1, got {num_examples}")
        if world_size < 1:
            raise ValueError(f"world_size must be at least 1, got {world_size}")
        if not 0 <= rank < world_size:
            raise ValueError(f"rank must be in [0, {world_size}), got {rank}")
        self.n, self.rank, self.world_size = num_examples, rank, world_size
        self.shuffle, self.seed, self.drop_last = shuffle, seed, drop_last
        self.epoch = 0

    def set_epoch(self, epoch):
        self.epoch = epoch

    def __len__(self):
        return self.n // self.world_size if self.drop_last else -(-self.n // self.world_size)

    def _order(self):
        if not self.shuffle or not (self.epoch or self.seed):
            return list(range(self.n))
        return np.random.default_rng([self.seed % 2**64, self.epoch]).permutation(self.n).tolist()

    def __iter__(self):
        order = self._order()
        return iter([order[i % self.n] for i in range(self.rank, len(self) * self.world_size, self.world_size)])
