"""The Django app that owns the tables shop_book, shop_author and so on."""

from __future__ import annotations

from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "example_project.django_shop.shop"
    label = "shop"
