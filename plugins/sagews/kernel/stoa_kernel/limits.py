"""How much output a run may show, and where the rest goes."""

import os
from typing import Dict, List

DEFAULTS: Dict[str, int] = {
    'messages': 256, 'stdout': 40_000, 'stderr': 40_000, 'code': 40_000, 'html': 40_000, 'md': 40_000, 'tex': 40_000,
    'total': 150_000, 'spill': 64 * 1024 * 1024,
}
_SLICE = 1 << 20
_BUFFER = 1 << 16


def merged(base: Dict[str, int], changes: Dict[str, object]) -> Dict[str, int]:
    """`base` with those of `changes` that are known names and whole numbers of at least 0."""
    good = {name: value for name, value in changes.items() if name in DEFAULTS and type(value) is int and value >= 0}
    return {**base, **good}  # type: ignore[dict-item]


class LimitSettings:
    """`sage_server` in a cell: the limits under the names people know, read before each piece of output."""

    _NAMES = {
        'MAX_OUTPUT_MESSAGES': 'messages', 'MAX_STDOUT_SIZE': 'stdout', 'MAX_STDERR_SIZE': 'stderr', 'MAX_CODE_SIZE': 'code',
        'MAX_HTML_SIZE': 'html', 'MAX_MD_SIZE': 'md', 'MAX_TEX_SIZE': 'tex', 'MAX_OUTPUT': 'total',
    }

    def __init__(self, values: Dict[str, int]) -> None:
        object.__setattr__(self, 'values', values)

    def __getattr__(self, name: str) -> int:
        try:
            return self.values[self._NAMES[name]]
        except KeyError:
            raise AttributeError(f'There is no limit {name}; there are {", ".join(self._NAMES)}.') from None

    def __setattr__(self, name: str, value: object) -> None:
        if name not in self._NAMES:
            raise AttributeError(f'There is no limit {name}; there are {", ".join(self._NAMES)}.')
        number = int(value)  # type: ignore[call-overload]
        if number < 0:
            raise ValueError(f'{name} is a number of at least 0, not {value}.')
        self.values[self._NAMES[name]] = number

    def __dir__(self) -> List[str]:
        return list(self._NAMES)

    def __repr__(self) -> str:
        return '\n'.join(f'{name} = {self.values[key]}' for name, key in self._NAMES.items())


class Overflow:
    """The file that takes a run's whole text once a limit is passed; never longer than `limit` bytes and a closing sentence.

    Where there is no room or no folder the text is dropped and `problem` says why: output must not fail for it.
    """

    def __init__(self, folder: str, cell: str, limit: int) -> None:
        safe = ''.join(letter if letter.isalnum() or letter in '-_' else '_' for letter in cell)[:64] or 'cell'
        self.filename = f'output-{safe}.txt'
        self.path = os.path.join(folder, self.filename)
        self.size = 0
        self._limit = limit
        self._full = False
        self._waiting = bytearray()
        self._file = -1
        self.problem = ''
        try:
            self._file = self._open(folder)
        except OSError as error:
            self._fail(error)

    def _open(self, folder: str) -> int:
        os.makedirs(folder, exist_ok=True)
        # The name may be a link that code in the folder has made: a new file replaces it instead of being written through it.
        if os.path.lexists(self.path):
            os.unlink(self.path)
        return os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def _fail(self, error: OSError) -> None:
        self._full = True
        self._waiting.clear()
        self.problem = f'The rest could not be kept: {error.strerror or error}.'

    def write(self, text: str) -> None:
        """Add text; what exceeds the limit is dropped."""
        for start in range(0, len(text), _SLICE):
            if self._full:
                return
            data = text[start:start + _SLICE].encode('utf-8', 'replace')
            room = self._limit - self.size
            if len(data) > room:
                self._full = True
                data = data[:max(room, 0)] + f'\n[The rest was dropped: this file may have {self._limit} bytes.]\n'.encode()
            self.size += len(data)
            self._waiting += data
            if len(self._waiting) >= _BUFFER:
                self._write()

    def close(self) -> None:
        """Write what waits and close the file."""
        self._write()
        try:
            if self._file >= 0:
                os.close(self._file)
        except OSError as error:
            self._fail(error)

    def _write(self) -> None:
        view = memoryview(bytes(self._waiting))
        self._waiting.clear()
        try:
            while view:
                view = view[os.write(self._file, view):]
        except OSError as error:
            self._fail(error)
