"""The command line: `python -m stoa_kernel --socket PATH`."""

import sys

# What lies in the folder that it was started in, such as a person's random.py, is for the sessions and not for the zygote's imports.
if not getattr(sys.flags, 'safe_path', False):
    del sys.path[0]

import argparse

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
