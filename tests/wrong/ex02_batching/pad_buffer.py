# wrong: one buffer for all batches of one size
# caught by: ex02.pad.memory
import torch

BUFFERS = {}


def pad_collate(samples, padding_value=0.0):
    sequences = [sequence for sequence, label in samples]
    lengths = torch.tensor([len(s) for s in sequences])
    shape = (len(sequences), max(len(s) for s in sequences), *sequences[0].shape[1:])
    key = (shape, sequences[0].dtype)
    padded = BUFFERS.setdefault(key, torch.empty(shape, dtype=sequences[0].dtype)).fill_(padding_value)
    for row, s in zip(padded, sequences):
        row[: len(s)] = s
    labels = torch.tensor([int(label) for sequence, label in samples])
    return padded, lengths, labels
