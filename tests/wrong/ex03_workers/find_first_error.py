# wrong: raises the error of the first crash, not that of 0 workers
# caught by: ex03.find.errors
def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"start must be at least 0, got {start}")
    best, crashed, first = start, None, None
    while True:
        try:
            fastest = measure(best)
            break
        except RuntimeError as error:
            first = first or error
            if best == 0:
                raise first
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
