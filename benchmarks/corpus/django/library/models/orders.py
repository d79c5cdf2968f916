"""The shop: products of two kinds, ordered."""

from __future__ import annotations

from django.db import models

from benchmarks.corpus.django.library.models.lending import Member


class Product(models.Model):
    """What can be bought; the parent table of the two kinds."""

    name = models.CharField(max_length=80)
    stock = models.IntegerField(default=0)


class Paperback(Product):
    """On paper."""

    pages = models.IntegerField()


class Audiobook(Product):
    """To listen to."""

    minutes = models.IntegerField()


class Order(models.Model):
    """What a member bought."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="orders")
    placed = models.DateField()
    status = models.CharField(max_length=20, default="new")
    total = models.IntegerField(default=0)

    @property
    def weight(self) -> int:
        """What it weighs: each line as much as its product's name is long."""
        return sum(
            len(line.product.name)  # blame: weights.product
            for line in self.lines.all()  # blame: weights.lines; loop: weights.product
        )


class OrderLine(models.Model):
    """One product of an order."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.CASCADE, related_name="lines")
    quantity = models.IntegerField(default=1)
