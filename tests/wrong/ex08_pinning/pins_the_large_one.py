# wrong: pins `padded` alone, as the others are small
# caught by: ex08.padded.pin_memory
class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.padded = padded
        self.lengths = lengths
        self.labels = labels

    def pin_memory(self):
        return PaddedBatch(self.padded.pin_memory(), self.lengths, self.labels)

    def to(self, device, non_blocking=False):
        tensors = (self.padded, self.lengths, self.labels)
        return PaddedBatch(*(t.to(device, non_blocking=non_blocking) for t in tensors))
