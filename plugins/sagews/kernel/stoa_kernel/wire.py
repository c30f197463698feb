"""JSON lines: one object a line, UTF-8, no NUL."""

import json
from typing import List, Optional

MAX_LINE = 64 * 1024 * 1024


class WireError(Exception):
    """A message that cannot be taken; `code` is one of those in the README, `id` the request it answers."""

    def __init__(self, code: str, message: str, id: Optional[str] = None) -> None:
        super().__init__(message)
        self.code = code
        self.id = id

    def answer(self) -> dict:
        """The `error` event to send back."""
        return {'event': 'error', 'id': self.id, 'code': self.code, 'message': str(self)}


def encode(message: dict) -> bytes:
    """One line. Lone surrogates, which UTF-8 cannot hold, become question marks."""
    return json.dumps(message, ensure_ascii=False, separators=(',', ':')).encode('utf-8', 'replace') + b'\n'


def decode(line: bytes) -> dict:
    """The object of one line, with an `event`; raises WireError `bad_json` or `bad_message`."""
    try:
        message = json.loads(line.decode('utf-8'))
    except ValueError as error:
        raise WireError('bad_json', f'This line is not JSON: {line[:80]!r} ({error}).') from None
    if not isinstance(message, dict) or not isinstance(message.get('event'), str):
        raise WireError('bad_message', f'A message is an object with a string "event": {line[:80]!r}.')
    return message


def field(message: dict, name: str, kind, default=...):
    """The field `name` if it has the type `kind`; `default` if absent or null; else WireError `bad_message`."""
    value = message.get(name)
    if value is None and default is not ...:
        return default
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        id = message.get('id')
        raise WireError(
            'bad_message', f'"{name}" of "{message["event"]}" is {value!r:.80}, which has the wrong type.', id if isinstance(id, str) else None)
    return value


class Lines:
    """Cuts a stream of bytes into lines; a line longer than MAX_LINE raises WireError `too_long`."""

    def __init__(self, rest: bytes = b'') -> None:
        self.rest = bytearray(rest)
        self._searched = 0

    def feed(self, data: bytes) -> List[bytes]:
        """The lines that `data` completes, without their newlines; empty ones are left out."""
        start = self._searched
        self.rest += data
        self._searched = len(self.rest)
        if self.rest.find(b'\n', start) < 0:
            if len(self.rest) > MAX_LINE:
                raise WireError('too_long', f'A line may have at most {MAX_LINE} bytes.')
            return []
        *lines, rest = bytes(self.rest).split(b'\n')
        self.rest = bytearray(rest)
        self._searched = len(rest)
        return [line for line in lines if line.strip()]
