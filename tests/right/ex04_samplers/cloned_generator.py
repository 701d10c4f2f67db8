# right: copies the generator's state when built, so that the caller's is never advanced; draws losses in chunks
import functools

import torch
from torch.utils.data import Sampler


def clone(generator):
    if generator is None:
        return torch.Generator().manual_seed(int(torch.empty((), dtype=torch.int64).random_()))
    return torch.Generator().set_state(generator.get_state())


class ModeError(ValueError):
    pass


class BalancedSampler(Sampler):
    def __init__(self, labels, mode="over", generator=None):
        try:
            choose = {"over": max, "under": min}[mode]
        except KeyError:
            raise ModeError(f"mode must be one of over, under; it is {mode!r}") from None
        array = torch.as_tensor(labels).numpy()
        if not array.size:
            raise ValueError("The argument labels holds 0 labels.")
        self.labels = array.tolist()
        self.each = choose(self.labels.count(label) for label in set(self.labels))
        self.rng = clone(generator)

    @functools.cached_property
    def members(self):
        members = {label: [] for label in self.labels}
        for index, label in enumerate(self.labels):
            members[label].append(index)
        return members

    def __len__(self):
        return self.each * len(self.members)

    def __iter__(self):
        permute = functools.partial(torch.randperm, generator=self.rng)
        epoch = torch.empty(0, dtype=torch.int64)
        for members in map(torch.tensor, self.members.values()):
            draws = torch.cat(
                [members[permute(len(members))] for _ in range(self.each // len(members) + 1)]
            )
            epoch = torch.cat([epoch, draws[: self.each]])
        return iter(epoch[permute(len(epoch))].numpy())


class LossSampler(Sampler):
    CHUNK = 16

    def __init__(self, num_examples, num_draws=None, generator=None):
        self.weights = torch.full((num_examples,), 1.0, dtype=torch.float32)
        self.num_draws = num_examples if num_draws is None else int(num_draws)
        self.rng = clone(generator)

    def __len__(self):
        return self.num_draws

    def __iter__(self):
        weights = self.weights.clone()
        if weights.sum() == 0:
            weights = torch.ones_like(weights)
        for start in range(0, self.num_draws, self.CHUNK):
            size = min(self.CHUNK, self.num_draws - start)
            yield from torch.multinomial(weights, size, True, generator=self.rng).tolist()

    def update(self, indices, losses):
        new = self.weights.clone()
        indices = [i.__index__() for i in torch.as_tensor(indices).cpu().numpy()]
        losses = torch.as_tensor(losses).detach().to("cpu", torch.float32)
        if len(indices) != len(losses):
            raise ValueError(f"indices: {len(indices)} != losses: {len(losses)}")
        if len(losses) and not (losses.min() >= 0 and losses.max() < torch.inf):
            raise ValueError(f"losses is not all finite and >= 0: {losses.tolist()}")
        for i, loss in zip(indices, losses):
            if i < 0 or i >= len(new):
                raise IndexError(f"indices: {i}")
            new[i] = loss
        self.weights = new
