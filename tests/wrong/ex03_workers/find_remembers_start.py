# wrong: remembers that the start crashed, but not the halves after it
# caught by: ex03.find.crashed
def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"start must be at least 0, got {start}")
    best, crashed = start, None
    while True:
        try:
            fastest = measure(best)
            break
        except RuntimeError:
            if best == 0:
                raise
            best, crashed = best // 2, start
    while best + 1 != crashed:
        try:
            rate = measure(best + 1)
        except RuntimeError:
            break
        if rate <= fastest:
            break
        best, fastest = best + 1, rate
    return best
