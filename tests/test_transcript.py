"""What was asked, as the Python a reader would type."""


def called(session, source, ask):
    one = session(source)
    student, _ = one.spaces()
    one.begin_example()
    ask(student)
    return one.transcript.text()


SOURCE = """
class Wrap:
    def __init__(self, *parts): self.parts = parts
    def __getitem__(self, i): return i
    def __iter__(self): return iter(range(3))
    def update(self, x): return None
def make(): return {"a": Wrap(), "b": [Wrap()]}
def f(x): return x
"""


def test_an_object_used_once_is_written_where_it_is_used(session):
    assert called(session, SOURCE, lambda s: s.Wrap(1, "two")[-2]) == "Wrap(1, 'two')[-2]"


def test_an_object_used_more_than_once_gets_a_name(session):
    def ask(s):
        wrap = s.Wrap()
        wrap.update([5.0])
        s.take(wrap, 9)

    assert called(session, SOURCE, ask) == "wrap = Wrap()\nwrap.update([5.0])\nlist(wrap)"


def test_what_was_done_to_the_same_objects_is_shown_and_nothing_else(session):
    def ask(s):
        base, other = s.Wrap(1), s.Wrap(2)
        other[0]
        s.Wrap(base)[0]
        base[1]

    assert called(session, SOURCE, ask) == "wrap = Wrap(1)\nWrap(wrap)[0]\nwrap[1]"


def test_arguments_made_one_after_the_other_stay_in_their_places(session):
    assert called(session, SOURCE, lambda s: s.f([s.Wrap(1), s.Wrap(2)])) == "f([Wrap(1), Wrap(2)])"


def test_the_same_call_again_and_again_is_one_line(session):
    def ask(s):
        wrap = s.Wrap()
        for _ in range(3):
            s.take(wrap, 9)

    assert called(session, SOURCE, ask) == "wrap = Wrap()\nlist(wrap)  # 3 times"


def test_a_pass_is_called_an_iterator(session):
    def ask(s):
        iterator = iter(s.generate())
        next(iterator)
        s.f(1)
        next(iterator)

    text = called(session, SOURCE + "def generate(): yield from range(5)", ask)
    assert "iterator = iter(generate())" in text


def test_steps_of_an_iteration_are_counted(session):
    def ask(s):
        iterator = iter(s.Wrap())
        for _ in range(3):
            next(iterator)

    text = called(session, SOURCE, ask)
    assert text.endswith("# 3 times") and "iter(Wrap())" in text


def test_parts_of_a_result_are_written_as_parts(session):
    assert called(session, SOURCE, lambda s: s.make()["b"][0][7]) == "make()['b'][0][7]"


def test_functions_are_written_by_name(session):
    def ask(s):
        f = s.f.handle()
        s.Wrap(f)
        s.Wrap(f)[1]

    assert "<" not in called(session, SOURCE, ask)


def test_a_function_can_be_written_in_another_way(session):
    def ask(s):
        s.f.shown_as("[list({0})]")(s.Wrap())

    assert called(session, SOURCE, ask) == "[list(Wrap())]"


def test_long_calls_are_cut(session):
    text = called(session, SOURCE, lambda s: s.f([[0.5] * 50] * 50))
    assert len(text) < 200 and "…" in text


def test_a_template_that_begins_with_an_argument_is_shown(session):
    def ask(s):
        s.call.shown_as("{1}({0})")(1, s.Wrap.handle())

    assert called(session, SOURCE + "def call(x, make): return make(x)\n", ask) == "Wrap(1)"


def test_a_method_of_a_handle_that_gives_a_generator(session):
    def ask(s):
        steps = s.Steps().steps.keep()
        next(steps)
        s.take(steps, 9)

    source = "class Steps:\n    def steps(self): yield from range(3)\n"
    assert called(session, source, ask) == "generator = Steps().steps()\nnext(generator)\nlist(generator)"


def test_paths_in_the_scratch_folder_are_shown_as_seen_from_there(session):
    paths = [f"/tmp/graders-abcd1234/000001/a-folder-with-a-long-name/{name}.txt" for name in "ab"]
    text = called(session, SOURCE, lambda s: s.f(paths))
    assert text == "f(['a-folder-with-a-long-name/a.txt', 'a-folder-with-a-long-name/b.txt'])"
