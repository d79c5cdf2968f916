"""The code of a rewrite: Python lines that run the statement once and index its rows."""

from __future__ import annotations

from dataclasses import dataclass

from nplusone_guard.advise.in_rewrite_names import identifier
from nplusone_guard.advise.in_rewrite_plan import plan_tokens
from nplusone_guard.advise.in_rewrite_spelling import Spelling, sql_lines

_SHORT = 60
_FLAT = "value for key in keys for value in key"


@dataclass(frozen=True, slots=True)
class Call:
    """How the user's code runs a statement.

    Attributes:
        kind: "cursor", "driver" (SQLAlchemy's exec_driver_sql), "text" or "asyncpg".
        receiver: The variable that runs it.
    """

    kind: str
    receiver: str
    awaits: str

    @property
    def rows(self) -> str:
        """Return the expression that gives the rows after the call."""
        if self.kind == "cursor":
            return f"{self.awaits}{self.receiver}.fetchall()"
        return "rows"


def code_for(spelling: Spelling, call: Call) -> str:
    """Return the lines to paste where ``ids`` or ``keys`` holds the keys."""
    lines = _comment(spelling)
    if spelling.plan.result == "each":
        return "\n".join([*lines, *_each(spelling, call)])
    imports = []
    if spelling.plan.result == "many":
        imports.append("from collections import defaultdict")
    if call.kind == "text":
        imports.append("from sqlalchemy import bindparam, text")
    if spelling.keys_as == "marks":
        lines.append(f"marks = {spelling.marks()}")
    lines += _execution(spelling, call)
    lines += _index(spelling, call)
    return "\n".join([*imports, *([""] if imports else []), *lines])


def _comment(spelling: Spelling) -> list[str]:
    literals = [name for value, name in spelling.names.items() if value.is_literal]
    differ = {spelling.names[value] for value in spelling.plan.varying}
    constants = [name for name in literals if name not in differ]
    if not constants:
        return []
    listed = ", ".join(constants)
    return [f"# {listed}: set to what the statement holds as a literal"]


def _execution(spelling: Spelling, call: Call) -> list[str]:
    sql = _literal(
        sql_lines(spelling, spelling.coded_keys(), spelling.keys_as == "marks"),
        spelling.keys_as == "marks",
    )
    run = f"{call.awaits}{call.receiver}"
    reads = spelling.plan.result != "none"
    given = "rows = " if reads else ""
    if call.kind == "text":
        widen = f'.bindparams(bindparam("{spelling.variable}", expanding=True))'
        arguments = _named(spelling)
        return [
            f"statement = text({sql}){widen}",
            f"{given}{run}.execute(statement, {arguments})",
        ]
    if call.kind == "asyncpg":
        arguments = ", ".join(_positional(spelling))
        return [f"{given}{run}.{'fetch' if reads else 'execute'}({sql}, {arguments})"]
    if call.kind == "driver":
        return [f"{given}{run}.exec_driver_sql({sql}, {_arguments(spelling, '()')})"]
    return [f"{run}.execute({sql}, {_arguments(spelling, '[]')})"]


def _arguments(spelling: Spelling, brackets: str) -> str:
    if spelling.style in ("named", "pyformat"):
        return _named(spelling)
    listed = ", ".join(_positional(spelling))
    if brackets == "[]":
        alone = {"*ids": "list(ids)", f"*({_FLAT})": f"[{_FLAT}]"}
        return alone.get(listed, f"[{listed}]")
    return f"({listed},)"


def _positional(spelling: Spelling) -> list[str]:
    if spelling.keys_as == "any":
        keys = "list(ids)"
    elif spelling.size == 1:
        keys = "*ids"
    else:
        keys = f"*({_FLAT})"
    if spelling.style in ("numeric", "numeric_dollar"):
        return [*spelling.names.values(), keys]
    arguments = []
    for token in plan_tokens(spelling.plan):
        if token.kind == "keys":
            arguments.append(keys)
        elif token.value:
            arguments.append(spelling.names[token.value])
    return arguments


def _named(spelling: Spelling) -> str:
    constants = [
        f'"{spelling.sql_name(value)}": {name}'
        for value, name in spelling.names.items()
    ]
    if spelling.keys_as != "marks":
        keys = f'"{spelling.variable}": list({spelling.variable})'
    elif spelling.size == 1:
        keys = '**{f"key_{n}": key for n, key in enumerate(ids)}'
    else:
        keys = (
            '**{f"key_{n}_{i}": value '
            "for n, key in enumerate(keys) for i, value in enumerate(key)}"
        )
    if not constants and keys.startswith("**"):
        return keys.removeprefix("**")
    return "{" + ", ".join([keys, *constants]) + "}"


def _index(spelling: Spelling, call: Call) -> list[str]:
    plan = spelling.plan
    if plan.result == "none":
        return []
    lines, key = _key_of_row(spelling, call)
    by = "by_key" if spelling.size > 1 else f"by_{identifier(plan.keys[0].name)}"
    by = by.removesuffix("_value")
    if plan.result == "one":
        return [*lines, f"{by} = {{{key}: row for row in {call.rows}}}"]
    if plan.result == "set":
        return [*lines, f"existing = {{{key} for row in {call.rows}}}"]
    start, step = "{}", f"{by}.setdefault({key}, row)"
    if plan.result == "many":
        start, step = "defaultdict(list)", f"{by}[{key}].append(row)"
    return [*lines, f"{by} = {start}", f"for row in {call.rows}:", f"    {step}"]


def _key_of_row(spelling: Spelling, call: Call) -> tuple[list[str], str]:
    plan = spelling.plan
    if plan.at is not None:
        parts = [f"row[{place}]" for place in plan.at]
        return [], parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
    columns = [key.name for key in plan.keys]
    if call.kind == "asyncpg":
        parts = [f'row["{name}"]' for name in columns]
        return [], parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
    if call.kind == "cursor":
        names = f"[column[0].lower() for column in {call.receiver}.description]"
    else:
        names = "[name.lower() for name in rows.keys()]"
    parts = [f'row[names.index("{name.lower()}")]' for name in columns]
    return [f"names = {names}"], parts[0] if len(
        parts
    ) == 1 else f"({', '.join(parts)})"


def _each(spelling: Spelling, call: Call) -> list[str]:
    sql = _literal(sql_lines(spelling, ""), False)
    run = f"{call.awaits}{call.receiver}"
    differ = [spelling.names[value] for value in spelling.plan.varying]
    listed = ", ".join(differ) + ("," if len(differ) == 1 else "")
    shape = _each_shape(spelling)
    rows = "rows" if shape == f"({listed})" else f"[{shape} for ({listed}) in rows]"
    hint = [f"# rows: one ({listed}) for each row"]
    if call.kind == "text":
        imports = ["from sqlalchemy import text", ""]
        return [*imports, *hint, f"{run}.execute(text({sql}), {rows})"]
    name = "exec_driver_sql" if call.kind == "driver" else "executemany"
    return [*hint, f"{run}.{name}({sql}, {rows})"]


def _each_shape(spelling: Spelling) -> str:
    if spelling.style in ("named", "pyformat"):
        pairs = [
            f'"{spelling.sql_name(v)}": {name}' for v, name in spelling.names.items()
        ]
        return "{" + ", ".join(pairs) + "}"
    tokens = plan_tokens(spelling.plan)
    names = [spelling.names[token.value] for token in tokens if token.value]
    if spelling.style in ("numeric", "numeric_dollar"):
        names = list(spelling.names.values())
    return f"({', '.join(names)}{',' if len(names) == 1 else ''})"


def _literal(lines: list[str], formatted: bool) -> str:
    prefix = "f" if formatted else ""
    joined = " ".join(line.strip() for line in lines).replace("\\", "\\\\")
    if len(joined) <= _SHORT and '"' not in joined:
        return f'{prefix}"{joined}"'
    escaped = [line.replace("\\", "\\\\").replace('""', '\\"\\"') for line in lines]
    body = "\n".join(f"    {line}" for line in escaped)
    return f'{prefix}"""\n{body}\n"""'
