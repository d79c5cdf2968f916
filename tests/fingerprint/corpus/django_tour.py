"""A tour through Django's ORM with the models that every project has."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import (
    Coalesce,
    Concat,
    ExtractYear,
    Lower,
    RowNumber,
    TruncDay,
)
from django.utils import timezone


def run() -> None:
    """Send one statement of each kind, most of them with several sizes of list."""
    with transaction.atomic():
        _write()
        _read()
        _annotate()
        _change()
        transaction.set_rollback(True)


def _write() -> None:
    for size in (1, 2, 5):
        User.objects.bulk_create(
            [
                User(username=f"u{size}-{n}", last_login=timezone.now())
                for n in range(size)
            ]
        )
        with transaction.atomic():
            group = Group.objects.create(name=f"g{size}")
            group.user_set.add(*User.objects.all()[:size])
    Group.objects.bulk_create(
        [Group(name="g1"), Group(name="g9")], ignore_conflicts=True
    )
    if connection.features.supports_update_conflicts_with_target:
        Group.objects.bulk_create(
            [Group(name="g1")],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["name"],
        )


def _read() -> None:
    users = User.objects.all()
    for size in (1, 2, 7):
        list(users.filter(pk__in=range(1, size + 1)))
        list(users.exclude(pk__in=range(1, size + 1)))
        list(users[size : size + 3])
        list(users.order_by("-date_joined", "username")[:size])
        users.in_bulk(range(1, size + 1))
        list(Permission.objects.filter(codename=f"add_{size}", content_type=size))
    for user in users[:3]:
        list(user.groups.all())
        list(user.groups.filter(name__icontains="g'%_\\"))
        user.groups.count()
        user.groups.exists()
        user.user_permissions.first()
    list(Permission.objects.select_related("content_type"))
    list(Group.objects.prefetch_related("user_set", "permissions__content_type"))
    list(users.prefetch_related(Prefetch("groups", Group.objects.filter(name__gt="a"))))
    users.filter(username__iexact="u1-0", email__startswith="a").first()
    users.filter(Q(username="a") | ~Q(email="b"), last_login__isnull=True).exists()
    list(users.filter(date_joined__range=(timezone.now(), timezone.now())))
    list(users.filter(username__regex=r"^u[0-9]+\d$", date_joined__year=2024))
    list(users.filter(groups__permissions__content_type__app_label="auth").distinct())
    list(users.only("username")), list(users.defer("password"))
    list(users.values_list("username", "groups__name"))
    list(users.filter(is_active=True).union(users.filter(is_staff=True)))
    list(users.filter(pk__gt=1).order_by("pk").iterator(chunk_size=2))
    list(users.none() | users.filter(pk=F("id") + 1))
    list(users.raw("SELECT * FROM auth_user WHERE id = %s AND username <> 'x''y'", [1]))
    if connection.features.has_select_for_update:
        list(users.select_for_update().filter(pk=1))


def _annotate() -> None:
    users = User.objects.all()
    list(users.annotate(n=Count("groups")).filter(n__gt=1))
    list(users.annotate(day=TruncDay("date_joined"), year=ExtractYear("date_joined")))
    list(users.values("is_staff").annotate(n=Count("id"), last=Max("date_joined")))
    list(
        users.annotate(
            name=Concat(Lower("username"), Value("-"), Coalesce("last_name", Value("")))
        )
    )
    list(users.annotate(a=Exists(Group.objects.filter(user=OuterRef("pk"), name="g1"))))
    newest = (
        Group.objects.filter(user=OuterRef("pk")).order_by("-pk").values("name")[:1]
    )
    list(users.annotate(newest=Subquery(newest)))
    list(users.annotate(row=Window(RowNumber(), order_by="date_joined")))
    list(
        users.annotate(
            kind=Case(
                When(pk=1, then=Value("a")),
                When(pk=2, then=Value("b")),
                default=Value("c"),
            )
        )
    )
    users.aggregate(
        Avg("id"), Sum("id"), n=Count("groups", filter=Q(groups__name="g1"))
    )


def _change() -> None:
    users = list(User.objects.all())
    for size in (1, 2, 4):
        for user in users[:size]:
            user.first_name = f"n{user.pk}"
        User.objects.bulk_update(users[:size], ["first_name", "last_login"])
    users[0].save()
    users[0].save(update_fields=["email"])
    User.objects.filter(pk=1).update(last_name="x", is_staff=True, id=F("id") + 0)
    User.objects.get_or_create(username="new", defaults={"email": "e"})
    User.objects.update_or_create(username="new", defaults={"email": "f"})
    ContentType.objects.get_for_model(User)
    users[1].delete()
    Group.objects.filter(name__in=["g1", "g2"]).delete()
