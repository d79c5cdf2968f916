"""The commands and options, and their help."""

from __future__ import annotations

import argparse
import sys
from importlib import metadata

from nplusone_guard.cli.explain import explain
from nplusone_guard.cli.files import check, merge, show
from nplusone_guard.cli.run import run
from nplusone_guard.report.formats import FORMATS

__all__ = ["parser"]

_EXIT_CODES = """
exit codes:
  0  nothing to report
  1  findings: new ones where a baseline is given
  2  a wrong option, or a file that cannot be read; of run: no report came back
  run ends with the program's own exit code, and with --fail 1 where that was 0;
  126, 127: the program could not be started; 128 + N: it was killed by signal N
"""

_EXAMPLES = """
  nplusone-guard run -- python manage.py import_books
  nplusone-guard explain NPG001

each command has a help of its own: nplusone-guard run --help
"""

_RUN = """\
Run a program and report its N+1 queries when it ends. The program runs as it would
without: same interpreter, arguments, input and output; the report goes to standard
error, or where --output says. Threads and Python processes it starts are watched too.

  nplusone-guard run -- python manage.py import_books
  nplusone-guard run -- -m shop.reports --year 2026
  nplusone-guard run -- -c "import shop; shop.main()"
  nplusone-guard run --fail -- pytest tests/

The whole run is one scope, which suits commands, scripts and jobs. A server is better
watched request by request, with the middleware. pytest is watched test by test.
"""

_SHOW = """\
Write reports in another format. FILE is what --nplusone-json, report_file, to_json() or
`nplusone-guard merge` wrote; - is standard input.

  nplusone-guard show findings.json
  nplusone-guard show findings.json --format markdown > comment.md
  nplusone-guard show findings.json --format sarif --output findings.sarif
"""

_CHECK = """\
Fail on findings: on all, or with --baseline on those it does not know.

  nplusone-guard check findings.json --baseline nplusone-baseline.txt
  nplusone-guard check findings.json --baseline nplusone-baseline.txt --update

Findings that are gone are listed as removable. With --sources, comments
(# nplusone: ok - reason) that accepted nothing are listed too: only a run of
everything can tell, and they do not change the exit code.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="nplusone-guard",
        description="Find the loops that send one query per row, and what to write.",
        epilog=_EXAMPLES + _EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=_version())
    top.set_defaults(command=lambda options: _help_of(top))
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    _run(_command(commands, "run", "run a program and report its N+1 queries", _RUN))
    _show(_command(commands, "show", "write reports in another format", _SHOW))
    _check(_command(commands, "check", "fail on new findings, for CI", _CHECK))
    merging = _command(
        commands, "merge", "put several report files together as one", ""
    )
    merging.add_argument("files", nargs="+", metavar="FILE", help="report files")
    _output(merging)
    merging.set_defaults(command=merge)
    telling = _command(commands, "explain", "tell what a code means", "")
    telling.add_argument("code", nargs="?", help="NPG001 and so on; all without")
    telling.set_defaults(command=explain)
    return top


def _help_of(top: argparse.ArgumentParser) -> int:
    """Tell one who gave no command what there is."""
    top.print_help(sys.stderr)
    return 2


def _version() -> str:
    try:
        return f"nplusone-guard {metadata.version('nplusone-guard')}"
    except metadata.PackageNotFoundError:
        return "nplusone-guard, not installed"


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    line: str,
    text: str,
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=line,
        description=text or line.capitalize() + ".",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _run(one: argparse.ArgumentParser) -> None:
    one.usage = "nplusone-guard run [options] -- COMMAND [ARGUMENT ...]"
    one.add_argument("words", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    one.add_argument(
        "--threshold",
        type=int,
        default=2,
        metavar="N",
        help="statements of one loop before it is a finding (2)",
    )
    one.add_argument("--fail", action="store_true", help="end with 1 on findings")
    one.add_argument("--baseline", metavar="FILE", help="findings known already")
    _format(one)
    _output(one)
    one.set_defaults(command=run)


def _show(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "files", nargs="+", metavar="FILE", help="report files; - is input"
    )
    _format(one)
    _output(one)
    one.set_defaults(command=show)


def _check(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "files", nargs="+", metavar="FILE", help="report files; - is input"
    )
    one.add_argument("--baseline", metavar="FILE", help="findings known already")
    one.add_argument(
        "--update", action="store_true", help="write the baseline anew and succeed"
    )
    one.add_argument(
        "--root",
        metavar="DIR",
        help="the folder of the sources where the reports were made, if that was on "
        "another machine (the baseline's folder)",
    )
    one.add_argument(
        "--sources",
        nargs="+",
        default=(),
        metavar="DIR",
        help="look here for comments that accepted nothing",
    )
    _format(one)
    _output(one)
    one.set_defaults(command=check)


def _format(one: argparse.ArgumentParser) -> None:
    one.add_argument("--format", choices=tuple(FORMATS), default="text", help="(text)")


def _output(one: argparse.ArgumentParser) -> None:
    one.add_argument("--output", metavar="FILE", help="write here instead")
