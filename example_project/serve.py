"""Both servers, to look at by hand: python -m example_project.serve."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack

from example_project.keeper import KEEPER, PASSWORD
from example_project.places import DATA_DIR, DATABASE
from example_project.servers import DJANGO, FASTAPI, ServerError, running, seed

DJANGO_PORT = 8000
FASTAPI_PORT = 8001


def serve() -> None:
    """Serve until interrupted."""
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    if not DATABASE.exists():
        print(f"Filling {DATABASE}: {seed(DATA_DIR)}.")
    with ExitStack() as servers:
        django = servers.enter_context(running(DJANGO, DATA_DIR, DJANGO_PORT))
        fastapi = servers.enter_context(running(FASTAPI, DATA_DIR, FASTAPI_PORT))
        print(f"Django   {django}/          every page, slow and fixed")
        print(f"         {django}/slow/admin/  name {KEEPER}, password {PASSWORD}")
        print(f"FastAPI  {fastapi}/docs      every endpoint, slow and fixed")
        print(
            f"What the guard says is in {DATA_DIR}/*.log. Stop with Ctrl-C.", flush=True
        )
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    try:
        serve()
    except KeyboardInterrupt:
        sys.exit(0)
    except ServerError as error:
        sys.exit(str(error))
