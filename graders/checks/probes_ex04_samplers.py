"""Helpers beside the student's samplers: passes to hold open, many epochs in one answer."""

import torch


def losses_with_grad(values):
    """Losses as a training step has them: a tensor that hangs on a graph."""
    scale = torch.ones((), requires_grad=True)
    return torch.tensor(values) * scale


def passes(sampler, count):
    """`count` passes, one after the other, as lists; together at most 20,000 indices are read."""
    return [[index for _, index in zip(range(20_000 // count), sampler, strict=False)] for _ in range(count)]


def manual_seed(seed):
    """Set the state of torch's global RNG alone."""
    torch.manual_seed(seed)
