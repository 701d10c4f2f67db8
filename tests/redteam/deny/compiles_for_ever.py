# attack: compiles sources that take the compiler's time, memory and stack
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: uses up the time for an answer
print("TRIED", flush=True)
for source in ("-" * 90_000 + "1", "(" * 5000 + ")" * 5000, "lambda:" * 20_000 + "0", "a" + ".b" * 200_000, "[" * 90 + "a for a in b" + "]" * 90,
               "not " * 100_000 + "a", "+".join(["a"] * 150_000), "f'" + "{a}" * 90_000 + "'", "x" + "[0]" * 150_000, "if 1:\n" + "".join(" " * k + "if 1:\n" for k in range(1, 99)) + " " * 99 + "a",
               "(((1<<100000)<<100000),)*9", "\n".join("def f%d(a=%s): pass" % (k, "(1," * 50 + ")" * 50) for k in range(3000))):  # fmt: skip
    try:
        exec(compile(source, "x", "exec"), {"a": 1, "b": []})
    except BaseException as error:
        print(type(error).__name__, str(error)[:60], flush=True)
