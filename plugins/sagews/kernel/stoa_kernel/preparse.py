"""Turns what people write in worksheets into Python, keeping every line where it was."""

import io
import tokenize
from typing import Callable, Optional

from .blocks import logical_lines


class Preparser:
    """Sage's preparser where there is Sage; else, once switched on, `^` for powers."""

    def __init__(self, sage: Optional[Callable[[str], str]], sage_is_on: Callable[[], bool]) -> None:
        self._sage = sage
        self._sage_is_on = sage_is_on
        self.powers = False

    def __call__(self, text: str) -> str:
        """Python for `text`, with the same number of lines."""
        if self._sage is not None:
            return '\n'.join(self._lines(line) for line in logical_lines(text)) if self._sage_is_on() else text
        return powers(text) if self.powers else text

    def switch(self, on: bool = True) -> None:
        """`preparser(True)` without Sage: from now on `^` means power."""
        self.powers = bool(on)

    def _lines(self, line: str) -> str:
        if not line.strip():
            return line
        done = self._sage(line)  # type: ignore[misc]
        return done + '\n' * (line.count('\n') - done.count('\n'))


def powers(text: str) -> str:
    """`text` with each operator `^` replaced by `**`, and `^=` by `**=`."""
    lines = text.split('\n')
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.OP and token.string in ('^', '^='):
                found.append(token.start)
    except (tokenize.TokenError, SyntaxError):
        pass
    for row, column in reversed(found):
        line = lines[row - 1]
        lines[row - 1] = line[:column] + '**' + line[column + 1:]
    return '\n'.join(lines)
