# attack: a syntax error whose line is a text with escape sequences, which the report shows as it is
# exercise: ex01_map_dataset
# check: ex01.tabular.len
print("TRIED", flush=True)
error = SyntaxError("no")
error.filename, error.lineno = __file__, "\x1b[2J\x1b]0;owned\x07 all passed"
raise error
