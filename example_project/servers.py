"""The two web servers of the bookshop, as processes of their own on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from example_project.pages import DJANGO_PAGES, FASTAPI_PAGES, Page

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
STOP_SECONDS = 10


class ServerError(Exception):
    """A server did not start, or stopped by itself."""


@dataclass(frozen=True, slots=True)
class Site:
    """One of the two applications, and the pages it has."""

    name: str
    application: str
    reports: str
    pages: tuple[Page, ...]


DJANGO = Site(
    "Django",
    "example_project.django_shop.asgi:application",
    "django.jsonl",
    DJANGO_PAGES,
)
FASTAPI = Site(
    "FastAPI", "example_project.fastapi_shop.app:app", "fastapi.jsonl", FASTAPI_PAGES
)
SITES = (DJANGO, FASTAPI)


def environment(data_dir: Path) -> dict[str, str]:
    """Return the environment in which a process finds *data_dir* and this package."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "BOOKSHOP_DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "example_project.django_shop.settings",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }


def seed(data_dir: Path) -> str:
    """Make the database in *data_dir* anew and return what it holds."""
    command = [sys.executable, "-m", "example_project.seed"]
    done = subprocess.run(
        command, env=environment(data_dir), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ServerError(f"the database could not be filled:\n{done.stderr}")
    return done.stdout.strip()


@contextmanager
def running(site: Site, data_dir: Path) -> Iterator[str]:
    """Serve *site* on a free port until the block ends; yields its address."""
    port = free_port()
    log = data_dir / f"{site.name.lower()}.log"
    with log.open("wb") as output:
        process = start(site, data_dir, port, output)
        try:
            if not wait_until_open(process, port):
                raise ServerError(
                    f"{site.name} did not start:\n{log.read_text('utf-8')}"
                )
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(process)


def start(
    site: Site, data_dir: Path, port: int, output: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """Start the server of *site*; what it says goes to *output* or to the terminal."""
    command = [
        *(sys.executable, "-m", "uvicorn", site.application),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--log-level", "warning", "--lifespan", "off"),
    ]
    return subprocess.Popen(
        command,
        env=environment(data_dir),
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
    )


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_open(process: subprocess.Popen[bytes], port: int) -> bool:
    """Return True as soon as *port* answers, False when it never will."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """End *process*, gently first, so that it can finish what it is writing."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
