"""Helpers beside the student's batches: tensors of other kinds, memory to write into; no expected answers."""

from contextlib import suppress

import torch


def with_gaps(samples):
    """The same samples, their sequences not contiguous in memory."""
    return [(sequence.repeat_interleave(2, 0)[::2], label) for sequence, label in samples]


def second_batch(collate, samples):
    """A second batch of the same samples, and these, after the first batch was overwritten with 77."""
    first = collate(samples)
    second = collate(samples)
    _overwrite(first)
    return [second, samples]


def batch_then_samples(collate, samples):
    """A batch, after the samples that it was made of were overwritten with 77."""
    batch = collate(samples)
    _overwrite(samples)
    return batch


def _overwrite(values):
    if isinstance(values, torch.Tensor):
        with suppress(RuntimeError):  # an expanded tensor cannot be written into, and need not be
            values.detach().fill_(77)
    elif isinstance(values, list | tuple):
        for value in values:
            _overwrite(value)


def epochs(loader, count):
    """`count` passes, one after the other, as lists of batches; together at most 20,000 batches are read."""
    return [[batch for _, batch in zip(range(20_000 // count), loader, strict=False)] for _ in range(count)]


def manual_seed(seed):
    """Set the state of torch's global RNG alone."""
    torch.manual_seed(seed)
