"""`manage.py remind`: one line for each loan that is due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from benchmarks.corpus.django.library.models import Loan


class Command(BaseCommand):
    """Remind members of what they have at home."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to join what is printed."""
        parser.add_argument("--joined", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the reminders."""
        loans = Loan.objects.filter(returned=False)  # origin: command
        if options["joined"]:
            loans = loans.select_related("member")
        for loan in loans:  # loop: command
            self.stdout.write(f"{loan.member.email}: {loan.due}")  # blame: command
