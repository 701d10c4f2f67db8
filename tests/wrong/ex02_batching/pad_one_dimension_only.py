# wrong: knows sequences of numbers only, not of rows
# caught by: ex02.pad.padded
import torch


def pad_collate(samples, padding_value=0.0):
    sequences = [sequence for sequence, label in samples]
    lengths = torch.tensor([len(s) for s in sequences])
    shape = (len(sequences), max(len(s) for s in sequences))
    padded = torch.full(shape, padding_value, dtype=sequences[0].dtype)
    for row, s in zip(padded, sequences):
        row[: len(s)] = s
    labels = torch.tensor([int(label) for sequence, label in samples])
    return padded, lengths, labels
