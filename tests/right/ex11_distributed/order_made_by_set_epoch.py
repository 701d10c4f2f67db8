# right: the order is made when the epoch is set, not when a pass begins; passes iterate over a tuple
import torch
from torch.utils.data import Sampler


class RankSampler(Sampler[int]):
    def __init__(self, num_examples, rank, world_size, shuffle=True, seed=0, drop_last=False):
        wrong = {"num_examples": (num_examples, num_examples < 1), "world_size": (world_size, world_size < 1),
                 "rank": (rank, not 0 <= rank < max(world_size, 1))}
        for name, (value, is_wrong) in wrong.items():
            if is_wrong:
                raise ValueError(f"{name}: {value}")
        self.args = num_examples, rank, world_size, shuffle, seed, drop_last
        self.set_epoch(0)

    def set_epoch(self, epoch):
        n, rank, world, shuffle, seed, drop_last = self.args
        order = list(range(n))
        if shuffle:
            generator = torch.Generator().manual_seed(seed)
            start = int(torch.randint(2**40, (), generator=generator))
            order = torch.randperm(n, generator=generator.manual_seed(start + epoch)).tolist()
        rounds, left = divmod(n, world)
        mine = [order[i * world + rank] for i in range(rounds)]
        if left and not drop_last:
            mine.append(order[rounds * world + rank] if rank < left else order[(rank - left) % n])
        self.mine = tuple(mine)

    def __iter__(self):
        return iter(self.mine)

    def __len__(self):
        return len(self.mine)
