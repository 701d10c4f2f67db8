# wrong: `to` moves its own batch and returns it, as an nn.Module does
# caught by: ex08.padded.to
class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.padded = padded
        self.lengths = lengths
        self.labels = labels

    def pin_memory(self):
        return PaddedBatch(self.padded.pin_memory(), self.lengths.pin_memory(), self.labels.pin_memory())

    def to(self, device, non_blocking=False):
        self.padded = self.padded.to(device, non_blocking=non_blocking)
        self.lengths = self.lengths.to(device, non_blocking=non_blocking)
        self.labels = self.labels.to(device, non_blocking=non_blocking)
        return self
