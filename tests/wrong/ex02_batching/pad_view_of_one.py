# wrong: a batch of one sequence is a view of it
# caught by: ex02.pad.memory
import torch


def pad_collate(samples, padding_value=0.0):
    sequences = [sequence for sequence, label in samples]
    lengths = torch.tensor([len(s) for s in sequences])
    shape = (len(sequences), max(len(s) for s in sequences), *sequences[0].shape[1:])
    padded = torch.full(shape, padding_value, dtype=sequences[0].dtype)
    for row, s in zip(padded, sequences):
        row[: len(s)] = s
    if len(sequences) == 1:
        padded = sequences[0][None]
    labels = torch.tensor([int(label) for sequence, label in samples])
    return padded, lengths, labels
