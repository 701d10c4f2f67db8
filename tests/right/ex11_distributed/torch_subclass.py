# right: a subclass of torch's own DistributedSampler, more ranks than examples included
import random

from torch.utils.data import DistributedSampler


class RankSampler(DistributedSampler):
    def __init__(self, num_examples, rank, world_size, shuffle=True, seed=0, drop_last=False):
        for name, value in (("num_examples", num_examples), ("world_size", world_size)):
            if value < 1:
                raise ValueError(f"{name}={value}")
        if rank not in range(world_size):
            raise ValueError(f"rank={rank} with world_size={world_size}")
        super().__init__(range(num_examples), world_size, rank, shuffle, drop_last=drop_last)
        self.seed = random.Random(seed % 2**64).getrandbits(62)  # leaves room to add the epoch
