# attack: raises an error that has no BaseException among its ancestors, so that no clause catches it and the nursery's code goes on in this process
# exercise: ex03_workers
# check: ex03.default.half


class Meta(type):
    def mro(cls):
        return [cls, ValueError, object]


Escaped = Meta("Escaped", (ValueError,), {})


def default_num_workers(cpu_count=None):
    print("TRIED", flush=True)
    raise Escaped(cpu_count)
