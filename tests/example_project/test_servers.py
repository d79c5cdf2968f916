"""Servers start, stop, and say so when they cannot start."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from example_project.servers import ServerError, Site, running


def is_open(address: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", urlsplit(address).port or 0)) == 0


def test_a_server_is_stopped_when_the_block_ends(tmp_path: Path):
    site = Site("Plain", "tests.example_project.plain:application", "plain.jsonl", ())
    with running(site, tmp_path) as address:
        assert is_open(address)
    assert not is_open(address)


def test_a_server_is_stopped_when_the_block_fails(tmp_path: Path):
    site = Site("Plain", "tests.example_project.plain:application", "plain.jsonl", ())
    addresses = []
    with pytest.raises(KeyError), running(site, tmp_path) as address:
        addresses.append(address)
        raise KeyError
    assert not is_open(addresses[0])


def test_a_server_that_cannot_start_shows_its_own_words(tmp_path: Path):
    site = Site("Broken", "tests.example_project.plain:absent", "plain.jsonl", ())
    with pytest.raises(ServerError, match="absent"), running(site, tmp_path):
        pass
