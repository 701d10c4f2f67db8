# right: sorts the indices by a hash of seed, epoch and index; no random number generator at all
import hashlib


class RankSampler:
    def __init__(self, num_examples, rank, world_size, shuffle=True, seed=0, drop_last=False):
        if num_examples < 1 or world_size < 1 or not -1 < rank < world_size:
            raise ValueError(f"bad num_examples={num_examples}, rank={rank} or world_size={world_size}")
        self.indices, self.seed, self.epoch = range(num_examples), seed % 2**64, 0
        self.shuffle = shuffle
        size = num_examples // world_size + (not drop_last and num_examples % world_size > 0)
        self.mine = [place % num_examples for place in range(rank * size, rank * size + size)]

    def key(self, index):
        return hashlib.sha256(f"{self.seed} {self.epoch} {index}".encode()).digest()

    def __len__(self):
        return len(self.mine)

    def __iter__(self):
        order = sorted(self.indices, key=self.key) if self.shuffle else self.indices
        return (order[place] for place in self.mine)

    def set_epoch(self, epoch):
        self.epoch = epoch
