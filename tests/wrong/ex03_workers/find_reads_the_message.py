# wrong: a RuntimeError is a crash only if its message speaks of a worker
# caught by: ex03.find.halves
def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"start must be at least 0, got {start}")
    n, limit = start, None
    while True:
        try:
            best = measure(n)
            break
        except RuntimeError as error:
            if n == 0 or 'worker' not in str(error):
                raise
            limit, n = n, n // 2
    while n + 1 != limit:
        try:
            rate = measure(n + 1)
        except RuntimeError:
            break
        if not rate > best:
            break
        n, best = n + 1, rate
    return n
