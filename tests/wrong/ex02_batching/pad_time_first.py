# wrong: pad_sequence without batch_first: (L_max, B)
# caught by: ex02.pad.padded
import torch


def pad_collate(samples, padding_value=0.0):
    sequences = [sequence for sequence, label in samples]
    lengths = torch.tensor([len(s) for s in sequences])
    padded = torch.nn.utils.rnn.pad_sequence(sequences, padding_value=padding_value)
    labels = torch.tensor([int(label) for sequence, label in samples])
    return padded, lengths, labels
