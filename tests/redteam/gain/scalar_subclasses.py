# attack: gives numbers, texts and keys of subclasses that are equal to everything and count as anything
# exercise: ex11_distributed


class Lie:
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = __contains__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = lambda self: 0
    __bool__ = lambda self: True
    __index__ = __int__ = __trunc__ = lambda self: 3
    __float__ = lambda self: 3.0
    __len__ = lambda self: 3
    __repr__ = __str__ = __format__ = lambda self, *args: "3"
    __sub__ = __add__ = __mod__ = lambda self, other: self


Whole, Real, Text = (type(base.__name__, (Lie, base), {}) for base in (int, float, str))


class RankSampler:
    def __init__(self, *args, **kwargs):
        pass

    def set_epoch(self, epoch):
        return Text("")

    def __len__(self):
        return Whole(7)

    def __iter__(self):
        return iter([Whole(7), Real(7), Text("7"), Whole(7)])


print("TRIED")
