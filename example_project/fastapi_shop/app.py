"""The service: plain and async endpoints, slow and fixed."""

from __future__ import annotations

from fastapi import FastAPI

from example_project.counting import CountQueries, count_sqlalchemy
from example_project.fastapi_shop import fixed, fixed_async, front, slow, slow_async

count_sqlalchemy()

app = FastAPI(title="Bookshop")
app.add_middleware(CountQueries)
for module in (front, slow, fixed, slow_async, fixed_async):
    app.include_router(module.router)
