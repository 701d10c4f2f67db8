# attack: raises an error whose text, type and traceback take for ever, and which raises again when it is let go
# exercise: ex06_splits
# check: ex06.split.once
# slow: uses up the time for an answer
import time


class Meta(type):
    def __getattribute__(cls, name):
        if name == "__mro__":
            return (Exception,) * 10**6
        return super().__getattribute__(name)


class Endless(Exception, metaclass=Meta):
    def __str__(self):
        print("TRIED", flush=True)
        while True:
            time.sleep(0.1)

    __repr__ = __del__ = __str__

    @property
    def __cause__(self):
        return self


def split(dataset, fractions, seed):
    raise Endless
