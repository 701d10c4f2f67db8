# attack: a class that gives a number where an object of it is due
# exercise: ex06_splits
print("TRIED", flush=True)


class TransformedSubset:
    def __new__(cls, *args, **kwargs):
        return 5
