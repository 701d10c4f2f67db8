# wrong: doubles the number of workers on the way up
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
    while best + 1 != crashed:
        try:
            rate = measure(max(1, 2 * best))
        except RuntimeError:
            break
        if rate <= fastest:
            break
        best, fastest = max(1, 2 * best), rate
    return best
