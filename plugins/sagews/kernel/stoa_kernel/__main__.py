"""The command line: `python -m stoa_kernel --socket PATH`."""

import argparse
import sys

from .zygote import Zygote


def main() -> int:
    """Read the arguments and run a zygote until it is told to stop."""
    parser = argparse.ArgumentParser(prog='stoa_kernel', description='Runs the cells of worksheets.')
    parser.add_argument('--socket', required=True, metavar='PATH', help='the unix socket to listen on')
    parser.add_argument('--path', action='append', default=[], metavar='DIR', help='a folder to put on sys.path')
    parser.add_argument('--plugin', action='append', default=[], metavar='MODULE', help='a module to import, for instance one that adds modes')
    parser.add_argument('--until-stdin-ends', action='store_true', help='stop when standard input ends')
    options = parser.parse_args()
    return Zygote(
        socket_path=options.socket, paths=options.path, plugins=options.plugin, until_stdin_ends=options.until_stdin_ends,
    ).serve()


if __name__ == '__main__':
    sys.exit(main())
