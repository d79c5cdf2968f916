"""The front page: a list of all endpoints."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from example_project.pages import FASTAPI_PAGES, Page

router = APIRouter()

FRONT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Bookshop</title>
<style>
body {{ font: 16px/1.5 Georgia, serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; }} td {{ padding: .2rem .8rem .2rem 0; }}
</style>
<main>
<h1>Every endpoint twice</h1>
<table>{rows}</table>
</main>
</html>
"""


@router.get("/", include_in_schema=False)
def front_page() -> HTMLResponse:
    """Return links to every endpoint, slow and fixed."""
    return HTMLResponse(FRONT.format(rows="\n".join(map(_row, FASTAPI_PAGES))))


def _row(page: Page) -> str:
    links = [
        f'<a href="{escape(path)}">{version}</a>'
        for version, path in (("slow", page.slow), ("fixed", page.fixed))
    ]
    cells = [page.title, *links, page.mistake]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
