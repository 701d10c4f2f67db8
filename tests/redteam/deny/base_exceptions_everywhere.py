# attack: raises what no program catches, everywhere: at import, in each method, in hooks, in generators, when it is let go
# exercise: ex01_map_dataset
import itertools

KINDS = itertools.cycle([KeyboardInterrupt, SystemExit, GeneratorExit, StopIteration, StopAsyncIteration, type("Mine", (BaseException,), {}),
                         BaseExceptionGroup, MemoryError, RecursionError, UnicodeDecodeError, type("Exit", (SystemExit, ValueError), {})])  # fmt: skip
print("TRIED", flush=True)


def throw(*args, **kwargs):
    kind = next(KINDS)
    try:
        error = kind("", [ValueError()]) if kind is BaseExceptionGroup else kind("ascii", b"", 0, 1, "") if kind is UnicodeDecodeError else kind(3)
    except TypeError:
        error = kind()
    raise error from KeyboardInterrupt()


class TabularDataset:
    __init__ = __len__ = __getitem__ = __iter__ = __del__ = __call__ = throw

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls) if next(KINDS) else None


class ImageFileDataset(TabularDataset):
    def __init__(self, *args, **kwargs):
        pass
