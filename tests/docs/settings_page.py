"""The settings page, written from the table of options.

`python -m tests.docs.settings_page` writes docs/settings.md anew; a test fails while the
page and the options differ.
"""

from __future__ import annotations

from pathlib import Path

from nplusone_guard.config import OPTIONS, Config

__all__ = ["PAGE", "settings_page"]

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"

_HEAD = """\
# Settings

<!-- Written by `python -m tests.docs.settings_page`; edit nplusone_guard/config.py. -->

Every door takes the same keys, checked by the same code: the Django setting
`NPLUSONE_GUARD`, keyword arguments of `guard`, `guard_session` and the middlewares, the
pytest options and `[tool.nplusone_guard]` in pyproject.toml.

<!-- test: django -->

```python
NPLUSONE_GUARD = {"mode": "raise", "threshold": 2}
```

An unknown name is an error with a guess:

<!-- test: raises ConfigError -->

```python
from nplusone_guard import ConfigError, guard

guard("checkout", treshold=5)
```

<!-- test: output -->

```text
...unknown setting 'treshold'; did you mean 'threshold'?...
```
"""


def settings_page() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD]
    for option in OPTIONS:
        default = getattr(Config(), option.name)
        if isinstance(default, tuple):
            default = list(default)
        parts.append(
            f"\n## {option.name}\n\n{option.why}\n\n"
            f"- Takes {option.expects}.\n- Default: `{default!r}`\n"
        )
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
