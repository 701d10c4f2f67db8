# attack: counts on in one step of the interpreter, where no signal gets a word in: a huge power, and a regular expression without end
# exercise: ex02_batching
# check: ex02.batches.tail
# slow: uses up the time for an answer
import re
import threading

print("TRIED", flush=True)
threading.Thread(target=lambda: 10 ** 10 ** 8, daemon=True).start()
re.match(r"(a|a)*$", "a" * 40 + "b")
