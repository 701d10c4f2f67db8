# wrong: never tries more than 64 workers
# caught by: ex03.find.climbs
def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"start must be at least 0, got {start}")
    n, limit = start, None
    while True:
        try:
            best = measure(n)
            break
        except RuntimeError:
            if n == 0:
                raise
            limit, n = n, n // 2
    while n + 1 != limit and n < 64:
        try:
            rate = measure(n + 1)
        except RuntimeError:
            break
        if not rate > best:
            break
        n, best = n + 1, rate
    return n
