"""Follows strings, brackets and comments through lines of code that need not be Python yet."""

import re
from typing import Optional

_QUOTE = re.compile(r'"""|\'\'\'|"|\'')


class Scanner:
    """The state between two lines: inside a string, inside brackets, or after a backslash."""

    def __init__(self) -> None:
        self.quote: Optional[str] = None
        self.depth = 0
        self.continued = False

    @property
    def between(self) -> bool:
        """Whether the next line begins a logical line."""
        return self.quote is None and self.depth == 0 and not self.continued

    def line(self, text: str) -> None:
        """Take one more line, without its newline."""
        self.continued = False
        position = 0
        while position < len(text):
            letter = text[position]
            if self.quote is not None:
                if letter == '\\':
                    position += 2
                elif text.startswith(self.quote, position):
                    position += len(self.quote)
                    self.quote = None
                else:
                    position += 1
                continue
            if letter == '#':
                break
            found = _QUOTE.match(text, position)
            if found:
                self.quote = found.group()
                position = found.end()
                continue
            if letter in '([{':
                self.depth += 1
            elif letter in ')]}':
                self.depth = max(0, self.depth - 1)
            elif letter == '\\' and position == len(text) - 1:
                self.continued = True
            position += 1
        if self.quote is not None and len(self.quote) == 1:
            # A short string goes on only after a backslash; otherwise the line is broken and Python will say so.
            if not text.endswith('\\'):
                self.quote = None


def expression_end(text: str, start: int = 0) -> int:
    """Where the expression that begins at `start` ends: the first blank outside brackets and strings."""
    depth = 0
    quote: Optional[str] = None
    position = start
    while position < len(text):
        letter = text[position]
        if quote is not None:
            if letter == '\\':
                position += 1
            elif text.startswith(quote, position):
                position += len(quote) - 1
                quote = None
        elif letter in '"\'':
            found = _QUOTE.match(text, position)
            quote = found.group()  # type: ignore[union-attr]
            position += len(quote) - 1
        elif letter in '([{':
            depth += 1
        elif letter in ')]}':
            depth -= 1
        elif letter.isspace() and depth <= 0:
            break
        position += 1
    return position
