# wrong: gives up only after the second try that is not faster
# caught by: ex03.find.climbs
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
            best, crashed = best // 2, best
    n = best
    while n + 1 != crashed and n - best < 2:
        n += 1
        try:
            rate = measure(n)
        except RuntimeError:
            break
        if rate > fastest:
            best, fastest = n, rate
    return best
