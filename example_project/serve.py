"""Both servers, to look at by hand: python -m example_project.serve, or `make serve`."""

from __future__ import annotations

import sys
import time

from example_project.keeper import KEEPER, PASSWORD
from example_project.places import DATA_DIR, DATABASE
from example_project.servers import (
    SITES,
    ServerError,
    seed,
    start,
    stop,
    wait_until_open,
)

PORTS = (8000, 8001)


def serve() -> None:
    """Serve until interrupted or until a server ends by itself."""
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    if not DATABASE.exists():
        print(f"Filling {DATABASE}: {seed(DATA_DIR)}.")
    processes = []
    try:
        for site, port in zip(SITES, PORTS, strict=True):
            processes.append(start(site, DATA_DIR, port))
        ready = map(wait_until_open, processes, PORTS)
        if all(ready):
            print_addresses()
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        raise ServerError("A server has ended; its last words are above.")
    finally:
        for process in processes:
            stop(process)


def print_addresses() -> None:
    """Say where the pages are."""
    django, fastapi = (f"http://127.0.0.1:{port}" for port in PORTS)
    print("Every page, slow and fixed; what the guard says appears below.")
    print(f"  Django   {django}/")
    print(f"  admin    {django}/slow/admin/  ({KEEPER}, {PASSWORD})")
    print(f"  FastAPI  {fastapi}/  and  {fastapi}/docs")
    print("Stop with Ctrl-C.", flush=True)


if __name__ == "__main__":
    try:
        serve()
    except KeyboardInterrupt:
        sys.exit(0)
    except ServerError as error:
        sys.exit(str(error))
