# wrong: counts what is not the padding value
# caught by: ex02.pad.lengths
import torch


def pad_collate(samples, padding_value=0.0):
    sequences = [sequence for sequence, label in samples]
    lengths = torch.tensor([len(s) for s in sequences])
    shape = (len(sequences), max(len(s) for s in sequences), *sequences[0].shape[1:])
    padded = torch.full(shape, padding_value, dtype=sequences[0].dtype)
    for row, s in zip(padded, sequences):
        row[: len(s)] = s
    real = padded != padding_value
    lengths = real.reshape(*padded.shape[:2], -1).any(2).sum(1)
    labels = torch.tensor([int(label) for sequence, label in samples])
    return padded, lengths, labels
