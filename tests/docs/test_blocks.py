"""The reader of pages finds every block, where it stands and what is asked of it."""

from __future__ import annotations

from tests.docs.blocks import Mark, blocks, pages

PAGE = """\
# Title

<!-- test: django -->
<!-- test: raises ValueError -->

```python title="shop/views.py"
x = 1
```

Words, and then a tab:

=== "Tests"

    ```toml
    a = 1
    ```

<!-- test: skip it needs a network -->
Words between a mark and a block undo the mark.

~~~bash
make demo
~~~
"""


def test_languages_and_lines() -> None:
    assert [(b.language, b.line) for b in blocks(PAGE)] == [
        ("python", 7),
        ("toml", 15),
        ("bash", 22),
    ]


def test_marks_belong_to_the_block_below() -> None:
    first, second, third = blocks(PAGE)
    assert first.marks == (Mark("django", ""), Mark("raises", "ValueError"))
    assert first.argument("raises") == "ValueError"
    assert first.argument("skip") is None
    assert second.marks == third.marks == ()


def test_indentation_of_a_tab_is_taken_off() -> None:
    assert blocks(PAGE)[1].code == "a = 1\n"


def test_the_readme_is_a_page() -> None:
    names = [page.name for page in pages()]
    assert names[0] == "README.md"
    assert "index.md" in names
