"""Probes of ex13_capstone, which live beside the student's code; no expected answers here."""

import torch
from torch.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)
from torch.utils.data import DataLoader


def digit_loaders(train, other_pixels=0.0):
    """Loaders over a training dataset and over blank images, in batches of 5."""
    blank = [(torch.full((1, 28, 28), other_pixels), 0)] * 10
    return {
        "train": DataLoader(train, batch_size=5, shuffle=True),
        "val": DataLoader(blank, batch_size=5),
        "test": DataLoader(blank, batch_size=5),
    }


def optimizer_states(train, *args):
    """What the optimizers of `train(...)` held before their first step, and after their last."""
    before, after = {}, {}

    def first(optimizer, *_):
        if id(optimizer) not in before:
            before[id(optimizer)] = _held(optimizer)

    def last(optimizer, *_):
        after[id(optimizer)] = _held(optimizer)

    hooks = register_optimizer_step_pre_hook(first), register_optimizer_step_post_hook(last)
    try:
        train(*args)
    finally:
        for hook in hooks:
            hook.remove()
    return [list(before.values()), list(after.values())]


def _held(optimizer):
    """For each parameter: its size in numbers, and that of everything that is kept about it."""
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    return [
        [_norm(p), {str(k): _norm(v) for k, v in optimizer.state.get(p, {}).items() if torch.is_tensor(v) or type(v) in (int, float)}]
        for p in parameters
    ]


def _norm(value):
    return torch.as_tensor(value).detach().double().norm().item()


def on_device(images, device):
    """A tensor on this device."""
    return images.to(device)


def _device_types(model):
    """The kinds of devices that a model's parameters and buffers are on."""
    return sorted({t.device.type for t in (*model.parameters(), *model.buffers())})
