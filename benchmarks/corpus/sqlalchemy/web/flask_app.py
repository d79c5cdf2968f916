"""The library behind Flask: plain views, Jinja templates, Flask-SQLAlchemy's session."""

from __future__ import annotations

from flask import Flask, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, scoped_session, selectinload

from benchmarks.corpus.sqlalchemy.models import Author, Book
from benchmarks.corpus.sqlalchemy.world import Session

app = Flask(__name__)
session = scoped_session(Session)


@app.teardown_appcontext
def close(error: BaseException | None) -> None:
    session.remove()


@app.get("/bylines")
def bylines() -> ResponseReturnValue:
    books = session.scalars(select(Book)).all()  # origin: sa_flask_view
    lines = []
    for book in books:  # loop: sa_flask_view
        lines.append(f"{book.title} by {book.author.name}")  # blame: sa_flask_view
    return jsonify(lines)


@app.get("/bylines/fixed")
def bylines_fixed() -> ResponseReturnValue:
    books = session.scalars(select(Book).options(joinedload(Book.author)))
    return jsonify([f"{book.title} by {book.author.name}" for book in books])


@app.get("/list")
def listed() -> ResponseReturnValue:
    books = session.scalars(select(Book).order_by(Book.id))  # origin: sa_flask_template
    return render_template("books.html", books=books.all())


@app.get("/list/fixed")
def listed_fixed() -> ResponseReturnValue:
    query = select(Book).options(joinedload(Book.author)).order_by(Book.id)
    return render_template("books.html", books=session.scalars(query).all())


@app.get("/shelves")
def shelves() -> ResponseReturnValue:
    authors = session.scalars(select(Author)).all()  # origin: sa_flask_macro
    return render_template("shelves.html", authors=authors)


@app.get("/shelves/fixed")
def shelves_fixed() -> ResponseReturnValue:
    authors = session.scalars(select(Author).options(selectinload(Author.books)))
    return render_template("shelves.html", authors=authors.all())


@app.get("/book/<int:key>")
def one(key: int) -> ResponseReturnValue:
    return render_template("books.html", books=[session.get(Book, key)])
