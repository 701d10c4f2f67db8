# attack: errors whose texts, names, lines and causes raise, lie, change and never end
# exercise: ex01_map_dataset
import itertools


class Raises(ValueError):
    __str__ = __repr__ = lambda self: exec("raise SystemExit(0)")
    __cause__ = property(lambda self: self)
    args = property(lambda self: exec("raise KeyboardInterrupt"))


class NoText(ValueError):
    __str__ = lambda self: type("Text", (str,), {"__getitem__": lambda self, key: ["no text"], "__len__": lambda self: -1})("x")


class Module(ImportError):
    name = property(lambda self: exec("raise SystemExit(0)"))


class Line(SyntaxError):
    lineno = property(lambda self: next(numbers))
    filename = property(lambda self: __file__)
    offset = "\x1b[31m"


numbers = itertools.count(10**18)
errors = itertools.cycle([Raises, NoText, Module, Line, lambda: exec("raise", {}), lambda: BaseExceptionGroup("\x1b[1m", [Raises(), NoText()])])
print("TRIED", flush=True)


class TabularDataset:
    def __init__(self, *args, **kwargs):
        raise next(errors)()


ImageFileDataset = TabularDataset
