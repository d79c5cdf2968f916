"""The code of a rewrite: Python lines that run the statement once and index its rows."""

from __future__ import annotations

from nplusone_guard.advise.in_rewrite_index import Call, index_lines
from nplusone_guard.advise.in_rewrite_plan import plan_tokens
from nplusone_guard.advise.in_rewrite_spelling import Spelling, sql_lines

_SHORT = 60
_FLAT = "value for key in keys for value in key"


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
    lines += index_lines(spelling, call)
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
