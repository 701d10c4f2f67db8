# attack: a class that gives a number where something to iterate over is due
# exercise: ex08_pinning
print("TRIED", flush=True)


class DevicePrefetcher:
    def __new__(cls, *args, **kwargs):
        return 5
