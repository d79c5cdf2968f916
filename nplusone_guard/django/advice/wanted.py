"""What a loop wants of a collection: the queryset for all rows, the look-up for each."""

from __future__ import annotations

import re
from typing import Any

from nplusone_guard.advise.editing.names import snake
from nplusone_guard.django.advice.chains import Chain
from nplusone_guard.django.advice.models import latest_by

__all__ = ["ONE_OF", "look_for", "queryset_for"]


_READS = ("", "all", "iterator", "values_list", "values")


ONE_OF = frozenset({"first", "last", "latest", "earliest", "get"})


def queryset_for(chain: Chain, model: Any) -> str:
    """Return the calls that choose the wanted rows of every parent at once."""
    kept = [link for link in chain.links if link.name not in _READS + tuple(ONE_OF)]
    text = "".join(link.text for link in kept)
    end, last = chain.links[-1] if chain.links else None, chain.last
    cuts = [link.text for link in chain.links if link.name == ""]
    if last == "get" and end is not None:
        inside = end.text.partition("(")[2].rpartition(")")[0]
        return f"{text}.filter({inside})" if inside else text
    if last in ("latest", "earliest") and end is not None:
        fields = end.arguments or latest_by(model)
        turned = [_turned(a) if last == "latest" else a for a in fields]
        return f"{text}.order_by({', '.join(turned)})[:1]"
    if last in ("first", "last"):
        is_ordered = any(link.name == "order_by" for link in kept)
        if not is_ordered and not model._meta.ordering:
            return text + (
                '.order_by("pk")[:1]' if last == "first" else '.order_by("-pk")[:1]'
            )
        if last == "last":
            return f"{text}.reverse()[:1]"
        return f"{text or '.all()'}[:1]"
    if cuts and re.fullmatch(r"\[\d+\]", cuts[-1]):
        cuts[-1] = f"[:{int(cuts[-1][1:-1]) + 1}]"
    if cuts and not text:
        text = ".all()"
    return text + "".join(cuts)


def _turned(field: str) -> str:
    quote, name = field[:1], field.strip("\"'")
    return f"{quote}{name[1:]}{quote}" if name[:1] == "-" else f"{quote}-{name}{quote}"


def look_for(chain: Chain, attribute: str, model: Any) -> str:
    """Return what stands in the loop afterwards."""
    row = snake(model.__name__)
    item = _item(chain, row)
    rows = attribute if item == row else f"({item} for {row} in {attribute})"
    if chain.last in ("first", "last"):
        return f"next(iter({rows}), None)" if item == row else f"next({rows}, None)"
    if chain.last in ("latest", "earliest", "get"):
        return f"{attribute}[0]" if item == row else f"next({rows})"
    index = chain.links[-1].text if chain.links and chain.links[-1].name == "" else ""
    listed = attribute if item == row else f"[{rows[1:-1]}]"
    return listed + (index if re.fullmatch(r"\[\d+\]", index) else "")


def _item(chain: Chain, row: str) -> str:
    """Return what `values` or `values_list` makes of a row, as an expression."""
    values = chain.link("values_list", "values")
    if values is None or not values.arguments:
        return row
    names = [argument.strip("\"'") for argument in values.arguments]
    fields = [f"{row}.{name.replace('__', '.')}" for name in names]
    if values.name == "values":
        pairs = zip(names, fields, strict=True)
        return f"{{{', '.join(f'{chr(34)}{n}{chr(34)}: {f}' for n, f in pairs)}}}"
    return (
        fields[0] if ("flat", "True") in values.keywords else f"({', '.join(fields)},)"
    )
