"""The library behind Flask-SQLAlchemy's session."""

from __future__ import annotations

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.pool import NullPool

from benchmarks.corpus.sqlalchemy.models import Author, Book
from benchmarks.corpus.sqlalchemy.models.mapping import Base
from benchmarks.corpus.sqlalchemy.world import DATABASE

db = SQLAlchemy(model_class=Base)
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{DATABASE}"
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"poolclass": NullPool}
db.init_app(app)


@app.get("/bylines")
def bylines() -> ResponseReturnValue:
    books = db.session.execute(select(Book)).scalars().all()  # origin: sa_flask_sqlalchemy_lazy  # fmt: skip
    return jsonify(
        [
            f"{book.title} by {book.author.name}"  # blame: sa_flask_sqlalchemy_lazy
            for book in books  # loop: sa_flask_sqlalchemy_lazy
        ]
    )


@app.get("/bylines/fixed")
def bylines_fixed() -> ResponseReturnValue:
    books = db.session.execute(select(Book).options(joinedload(Book.author))).scalars()
    return jsonify([f"{book.title} by {book.author.name}" for book in books])


@app.get("/names")
def names() -> ResponseReturnValue:
    found = []
    for key in db.session.scalars(select(Author.id)).all():  # loop: sa_flask_sqlalchemy_get  # fmt: skip
        author = db.get_or_404(Author, key)  # blame: sa_flask_sqlalchemy_get
        found.append(author.name)
    return jsonify(found)


@app.get("/names/fixed")
def names_fixed() -> ResponseReturnValue:
    return jsonify(list(db.session.scalars(select(Author.name))))


@app.get("/pages")
def pages() -> ResponseReturnValue:
    page = db.paginate(select(Author).order_by(Author.id), page=1, per_page=2)
    return jsonify([author.name for author in page])
