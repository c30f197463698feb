"""What a person reads when code fails: worksheet lines first, library frames folded, hints in plain words."""

import re
import traceback
from types import TracebackType
from typing import Dict, List, Optional

MAX_TRACEBACK = 20_000
_MAX_FRAMES = 30
_CURLY = re.compile('[\u2018\u2019\u201c\u201d]')
_PRODUCT = re.compile(r'(?<![\w.])(\d+)\s*([A-Za-z_]\w*|\()')


class Sources:
    """The code of the runs so far, by the file name that it was compiled under."""

    def __init__(self) -> None:
        self._cells: Dict[str, str] = {}

    def add(self, filename: str, title: str) -> None:
        """Remember that `filename` is the cell called `title`."""
        self._cells[filename] = title

    def title(self, filename: str) -> Optional[str]:
        """How to call the cell of `filename`, or None if it is no cell."""
        return self._cells.get(filename)


def describe(error: BaseException, sources: Sources, filename: str, block: str, first: int, last: int) -> dict:
    """The `error` of `done`: name, message, line, hint, traceback."""
    name = type(error).__name__
    if isinstance(error, SyntaxError):
        message = error.msg or 'invalid syntax'
        line = error.lineno if error.filename == filename else _line(error.__traceback__, filename)
    else:
        message = _message(error)
        line = _line(error.__traceback__, filename)
    hint = _hint(error, message, block)
    line = line or first
    where = f'Error in line {first}' if first == last else f'Error in lines {first}-{last}'
    text = '\n'.join([where, *_chain(error, sources), *([f'Hint: {hint}'] if hint else [])]) + '\n'
    if len(text) > MAX_TRACEBACK:
        text = text[:MAX_TRACEBACK // 2] + '\n[…]\n' + text[-MAX_TRACEBACK // 2:]
    return {'name': name, 'message': message[:MAX_TRACEBACK], 'line': line, 'hint': hint, 'traceback': text}


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # a broken __str__ must not hide the error, nor end the session
        return '(this error has no readable text)'


def _line(trace: Optional[TracebackType], filename: str) -> Optional[int]:
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _chain(error: BaseException, sources: Sources) -> List[str]:
    chain: List[BaseException] = []
    current: Optional[BaseException] = error
    while current is not None and len(chain) < 4 and all(current is not member for member in chain):
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    lines: List[str] = []
    for member in reversed(chain):
        if lines:
            lines.append('which led to')
        lines.extend(_one(member, sources))
    return lines


def _one(error: BaseException, sources: Sources) -> List[str]:
    frames = _frames(error, sources)
    name = type(error).__name__
    if isinstance(error, SyntaxError):
        title = sources.title(error.filename or '')
        if title and error.lineno:
            if len(frames) == 1:
                # Only the compiler's own frame: the code has not run.
                frames.clear()
            frames.append(f'  {title}, line {error.lineno}')
            if error.text:
                text = error.text.rstrip('\n')
                frames.append(f'    {text.lstrip()}')
                if error.offset and error.offset > 0:
                    frames.append('    ' + ' ' * max(0, error.offset - 1 - (len(text) - len(text.lstrip()))) + '^')
        return [*frames, f'{name}: {error.msg}']
    message = _message(error)
    return [*(['Traceback (most recent call last):'] if frames else []), *frames, f'{name}: {message}' if message else name]


def _frames(error: BaseException, sources: Sources) -> List[str]:
    lines: List[str] = []
    library: List[traceback.FrameSummary] = []

    def fold(innermost: bool) -> None:
        if library and innermost:
            frame = library.pop()
            if library:
                lines.append(f'  ({_count(len(library))} of libraries)')
            lines.append(f'  {_short(frame.filename)}, line {frame.lineno}, in {frame.name}')
        elif library:
            lines.append(f'  ({_count(len(library))} of libraries)')
        library.clear()

    shown = [frame for frame in traceback.extract_tb(error.__traceback__) if not _is_ours(frame.filename)]
    if len(shown) > _MAX_FRAMES:
        left = len(shown) - _MAX_FRAMES
        head, tail = shown[:_MAX_FRAMES // 2], shown[-_MAX_FRAMES // 2:]
    else:
        left, head, tail = 0, shown, []
    for part in (head, tail):
        for frame in part:
            title = sources.title(frame.filename)
            if title is None:
                library.append(frame)
                continue
            fold(innermost=False)
            lines.append(f'  {title}, line {frame.lineno}' + ('' if frame.name == '<module>' else f', in {frame.name}'))
            if frame.line:
                lines.append(f'    {frame.line}')
        if part is head and left:
            fold(innermost=False)
            lines.append(f'  ({_count(left)} left out)')
    fold(innermost=True)
    return lines


def _is_ours(filename: str) -> bool:
    """Whether a frame is the kernel's own, or of a package that a plugin adds to it."""
    return any(part.startswith('stoa_') for part in filename.replace('\\', '/').split('/'))


def _count(number: int) -> str:
    return f'{number} frame' if number == 1 else f'{number} frames'


def _short(filename: str) -> str:
    for mark in ('/site-packages/', '/dist-packages/', '/lib/python3'):
        if mark in filename:
            return filename.rsplit(mark, 1)[1].split('/', 1)[-1] if mark == '/lib/python3' else filename.rsplit(mark, 1)[1]
    return filename


def _hint(error: BaseException, message: str, block: str) -> Optional[str]:
    if isinstance(error, SyntaxError):
        if _CURLY.search(block):
            return 'there are curly quotes in this code; write \' or " instead.'
        if 'print' in message or re.search(r'^\s*print\s+[^\s(=]', block, re.M):
            return 'this is the print of Python 2; in Python 3 write print(x).'
        product = _PRODUCT.search(block)
        if product:
            return f'to multiply, write {product.group(1)}*{product.group(2)} instead of {product.group().strip()}.'
    if isinstance(error, TypeError):
        if re.search(r"'[\w.]*(Integer|int|float|RealNumber|RealLiteral|Float)' object is not callable", message):
            return 'a number stands before a bracket; to multiply, write 2*(x + 1) instead of 2(x + 1).'
        if message.startswith('unsupported operand type(s) for ^'):
            return 'in Python a power is written **; ^ is exclusive or. After preparser(True), ^ means power.'
    if isinstance(error, NameError):
        name = re.match(r"name '(\w)' is not defined", message)
        if name:
            return f"if {name.group(1)} is to be a variable, run var('{name.group(1)}') first."
    if isinstance(error, SystemExit):
        return 'the session goes on; to end it, restart the worksheet.'
    return None
