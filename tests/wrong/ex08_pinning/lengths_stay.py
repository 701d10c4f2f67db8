# wrong: `to` leaves the lengths on the CPU, where pack_padded_sequence wants them
# caught by: ex08.padded.to
class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.padded = padded
        self.lengths = lengths
        self.labels = labels

    def pin_memory(self):
        return PaddedBatch(self.padded.pin_memory(), self.lengths.pin_memory(), self.labels.pin_memory())

    def to(self, device, non_blocking=False):
        padded, labels = (t.to(device, non_blocking=non_blocking) for t in (self.padded, self.labels))
        return PaddedBatch(padded, self.lengths, labels)
