# wrong: an EOFError counts as a crash too
# caught by: ex03.find.errors
def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"start must be at least 0, got {start}")
    n, limit = start, None
    while True:
        try:
            best = measure(n)
            break
        except (RuntimeError, EOFError):
            if n == 0:
                raise
            limit, n = n, n // 2
    while n + 1 != limit:
        try:
            rate = measure(n + 1)
        except (RuntimeError, EOFError):
            break
        if not rate > best:
            break
        n, best = n + 1, rate
    return n
