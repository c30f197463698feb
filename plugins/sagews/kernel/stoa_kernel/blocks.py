"""Divides a cell into blocks: statements, modes and questions.

It works on code that only the preparser turns into Python, so it follows brackets, strings and indentation and leaves the
rest to the compiler.
"""

import re
from typing import List, NamedTuple

from .scanner import Scanner, expression_end

_MODE = re.compile(r'%[A-Za-z_(]')
_CONTINUES = re.compile(r'(elif|else|except|finally)\b')
_PROMPT = re.compile(r'(sage: |>>> |\.\.\.\.: |\.\.\. |sage:$|>>>$|\.\.\.\.:$|\.\.\.$)')
_QUESTION = re.compile(r'([A-Za-z_][\w.]*(?:\[[^\[\]]*\])*[\w.]*)\s*(\?\??)\s*$')


class Block(NamedTuple):
    """`kind` is `code` (text: statements), `mode` (mode: the expression after `%`; text: its input) or `help`
    (text: an expression; mode: `?` or `??`). `line` counts from 1 in the cell."""

    kind: str
    text: str
    line: int
    mode: str = ''


def strip_prompts(code: str) -> str:
    """Take `sage: ` and `>>> ` off the lines, if the first line that is not blank has one."""
    lines = code.split('\n')
    first = next((line for line in lines if line.strip()), '')
    if not re.match(r'\s*(sage: |>>> )', first):
        return code
    indent = len(first) - len(first.lstrip())
    return '\n'.join(_PROMPT.sub('', line[indent:], count=1) if _PROMPT.match(line[indent:]) else line for line in lines)


def mode_line(line: str):
    """`(mode, rest)` of a line that begins with `%name`, `%name(…)` or `!command`; else None."""
    if line.startswith('!') and line[1:].strip() and not line.startswith('!='):
        return 'sh', line[1:].strip()
    if not _MODE.match(line):
        return None
    end = expression_end(line, 1)
    rest = line[end:].strip()
    return line[1:end], '' if rest.startswith('#') else rest


def divide(code: str) -> List[Block]:
    """The blocks of a cell, in order."""
    lines = code.split('\n')
    blocks: List[Block] = []
    current: List[str] = []
    start = 0
    scanner = Scanner()
    decorated = False

    def close() -> None:
        if any(line.strip() and not line.lstrip().startswith('#') for line in current):
            blocks.append(Block('code', '\n'.join(current), start + 1))
        current.clear()

    for number, line in enumerate(lines):
        stripped = line.strip()
        if scanner.between and stripped and not stripped.startswith('#'):
            if not line[0].isspace():
                if not decorated and not (current and _CONTINUES.match(line)):
                    close()
                    mode = mode_line(line)
                    if mode:
                        name, rest = mode
                        if rest:
                            blocks.append(Block('mode', rest, number + 1, name))
                            continue
                        blocks.append(Block('mode', '\n'.join(lines[number + 1:]), number + 2, name))
                        return blocks
                    question = _QUESTION.match(stripped)
                    if question:
                        blocks.append(Block('help', question.group(1), number + 1, question.group(2)))
                        continue
                decorated = line.startswith('@')
            elif mode_line(stripped):
                name, rest = mode_line(stripped)
                line = f'{line[:len(line) - len(line.lstrip())]}salvus.execute_with_code_decorators([{name!r}], {rest!r})'
        if not current:
            start = number
        current.append(line)
        scanner.line(line)
    close()
    return blocks


def logical_lines(text: str) -> List[str]:
    """The logical lines of a block; each may hold newlines."""
    found: List[str] = []
    scanner = Scanner()
    joined = False
    for line in text.split('\n'):
        if joined:
            found[-1] += '\n' + line
        else:
            found.append(line)
        scanner.line(line)
        joined = not scanner.between
    return found
