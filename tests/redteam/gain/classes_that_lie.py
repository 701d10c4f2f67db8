# attack: classes whose metaclass, name, module and ancestors say that they are what is due
# exercise: ex03_workers


class Meta(type):
    __instancecheck__ = __subclasscheck__ = lambda cls, other: True
    __eq__ = lambda cls, other: True
    __hash__ = type.__hash__


def claims(name, base):
    made = Meta(name, (base,), {"__module__": "builtins", "__class__": property(lambda self: int)})
    made.__qualname__ = name
    return made


Number, Wrong = claims("int", object), claims("RuntimeError", Exception)


def default_num_workers(cpu_count=None):
    if cpu_count is not None and cpu_count < 1:
        raise claims("IndexError", Exception)(f"cpu_count {cpu_count}")
    return Number()


def find_num_workers(measure, start):
    if start < 0:
        raise Wrong(f"start {start}")
    return claims("float", object)()


def measure_throughput(dataset, batch_size, num_workers):
    raise Wrong("dataset")


print("TRIED")
