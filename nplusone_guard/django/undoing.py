"""Undoing on Django's databases: atomic blocks that end in a rollback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager

from asgiref.sync import sync_to_async
from django.db import transaction

__all__ = ["undone"]


def undone(
    aliases: Sequence[str],
) -> Callable[[bool], AbstractAsyncContextManager[None]]:
    """Return a block whose writes to *aliases* are gone when it ends.

    Told that the block is asynchronous, it works in the thread that asynchronous ORM
    calls use.
    """

    @asynccontextmanager
    async def block(is_async: bool) -> AsyncIterator[None]:
        open_blocks = ExitStack()
        if is_async:
            await sync_to_async(_begin)(open_blocks, aliases)
        else:
            _begin(open_blocks, aliases)
        try:
            yield
        finally:
            if is_async:
                await sync_to_async(_undo)(open_blocks, aliases)
            else:
                _undo(open_blocks, aliases)

    return block


def _begin(open_blocks: ExitStack, aliases: Sequence[str]) -> None:
    for alias in aliases:
        open_blocks.enter_context(transaction.atomic(using=alias))


def _undo(open_blocks: ExitStack, aliases: Sequence[str]) -> None:
    for alias in aliases:
        transaction.set_rollback(True, using=alias)
    open_blocks.close()
