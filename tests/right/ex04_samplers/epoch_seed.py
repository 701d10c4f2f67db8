# right: one base seed drawn when built; every pass has a generator of its own, seeded by base + epoch
import torch
from torch.utils.data import Sampler


class _Epochs:
    def __init__(self, generator):
        self.base = int(torch.randint(0, 2**40, (1,), generator=generator))
        self.epoch = -1

    def next(self):
        self.epoch += 1
        return torch.Generator().manual_seed(self.base + self.epoch)


class BalancedSampler(Sampler[int]):
    def __init__(self, labels, mode="over", generator=None):
        super().__init__()
        labels = torch.as_tensor(labels)
        if labels.numel() == 0:
            raise ValueError(f"labels={labels.tolist()} has nothing to balance")
        self.over = {"over": True, "under": False}.get(mode)
        if self.over is None:
            raise ValueError(f"mode={mode!r}, but there is only 'over' and 'under'")
        _, self.class_of, self.counts = labels.long().unique(
            return_inverse=True, return_counts=True
        )
        self.epochs = _Epochs(generator)

    def __len__(self):
        target = self.counts.max() if self.over else self.counts.min()
        return int(target) * len(self.counts)

    def __iter__(self):
        rng = self.epochs.next()
        target = len(self) // len(self.counts)
        chunks = []
        for c in range(len(self.counts)):
            members = torch.where(self.class_of == c)[0]
            members = members[torch.randperm(len(members), generator=rng)]
            chunks.append(members[torch.arange(target) % len(members)])
        epoch = torch.cat(chunks)
        return map(int, epoch[torch.randperm(len(epoch), generator=rng)])


class LossSampler(Sampler[int]):
    def __init__(self, num_examples, num_draws=None, generator=None):
        super().__init__()
        self.weights = torch.ones(num_examples, dtype=torch.float64)
        self.draws = num_draws
        self.epochs = _Epochs(generator)

    def __len__(self):
        return len(self.weights) if self.draws is None else self.draws

    def __iter__(self):
        rng = self.epochs.next()
        # The weights belong to the pass from its first index on, so this is a generator's job.
        def draw():
            weights = self.weights if self.weights.sum() > 0 else torch.ones_like(self.weights)
            for i in torch.multinomial(weights, len(self), True, generator=rng):
                yield i.item()

        return draw()

    def update(self, indices, losses):
        indices = torch.as_tensor(indices).long()
        losses = torch.as_tensor(losses).detach().double()
        if len(indices) != len(losses):
            raise ValueError(f"{len(losses)} losses do not fit {len(indices)} indices")
        wrong = losses[(losses < 0) | ~losses.isfinite()]
        if len(wrong):
            raise ValueError(f"losses must lie in [0, inf), not {wrong.tolist()}")
        outside = (indices < 0) | (indices >= len(self.weights))
        if outside.any():
            raise IndexError(f"{indices[outside].tolist()}")
        last = {}
        for position, index in enumerate(indices.tolist()):
            last[index] = position
        if last:
            self.weights[torch.tensor(list(last))] = losses[torch.tensor(list(last.values()))]
