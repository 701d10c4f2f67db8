# wrong: the padding value's type decides: a whole number makes whole numbers
# caught by: ex02.pad.fill
import torch


def pad_collate(samples, padding_value=0.0):
    sequences = [sequence for sequence, label in samples]
    lengths = torch.tensor([len(s) for s in sequences])
    shape = (len(sequences), max(len(s) for s in sequences), *sequences[0].shape[1:])
    padded = torch.full(shape, padding_value)
    for row, s in zip(padded, sequences):
        row[: len(s)] = s
    labels = torch.tensor([int(label) for sequence, label in samples])
    return padded, lengths, labels
