# wrong: the message does not say which argument it is
# caught by: ex03.find.value_error
def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"a number of workers is at least 0, not {start}")
    best, crashed = start, None
    while True:
        try:
            fastest = measure(best)
            break
        except RuntimeError:
            if best == 0:
                raise
            best, crashed = best // 2, best
    while best + 1 != crashed:
        try:
            rate = measure(best + 1)
        except RuntimeError:
            break
        if rate <= fastest:
            break
        best, fastest = best + 1, rate
    return best
