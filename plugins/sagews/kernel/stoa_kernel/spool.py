"""The folder where a session leaves files for the project server."""

import hashlib
import mimetypes
import os
import re
import struct
import uuid
from typing import Any, Dict, Optional, Tuple
from urllib.parse import quote

_LENGTH = re.compile(r'([\d.]+)\s*(pt|px|in|cm|mm)?$')
_PIXELS = {'pt': 96 / 72, 'px': 1.0, 'in': 96.0, 'cm': 96 / 2.54, 'mm': 96 / 25.4, None: 1.0}
_ATTRIBUTE = re.compile(r'<svg\b[^>]*')


class TemporaryURL:
    """The address of a file's content as it was: `.url`, for the HTML of this worksheet. It lasts while an output names it, and at least `.ttl` seconds."""

    def __init__(self, url: str, ttl: int = 86400) -> None:
        self.url = url
        self.ttl = ttl

    def __str__(self) -> str:
        return self.url

    def __repr__(self) -> str:
        return repr(self.url)


class Spool:
    """Names new files and describes finished ones."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def path(self, extension: str) -> str:
        """A path that nothing has yet, in a folder that is there."""
        os.makedirs(self.folder, exist_ok=True)
        return os.path.join(self.folder, f'{uuid.uuid4()}.{extension}')

    def address(self, path: str, name: str) -> 'TemporaryURL':
        """Where HTML in an output finds the content of a file that was sent."""
        digest = hashlib.sha256()
        with open(path, 'rb') as file:
            for part in iter(lambda: file.read(1 << 20), b''):
                digest.update(part)
        return TemporaryURL(f'blobs/{digest.hexdigest()}/{quote(name)}')

    def message(self, path: str, text: str, filename: Optional[str] = None, scale: float = 1.0) -> Dict[str, Any]:
        """The `file` message for a finished file. A bitmap of `scale` 2 has two pixels for each CSS pixel."""
        width, height = picture_size(path)
        return {'file': {
            'path': path, 'filename': filename or os.path.basename(path),
            'mime': mimetypes.guess_type(filename or path)[0] or 'application/octet-stream', 'size': os.path.getsize(path),
            'width': width and round(width / scale), 'height': height and round(height / scale), 'text': text,
        }}


def picture_size(path: str) -> Tuple[Optional[float], Optional[float]]:
    """Width and height in pixels of an SVG, PNG or GIF; `(None, None)` for anything else."""
    with open(path, 'rb') as file:
        head = file.read(4096)
    if head[:8] == b'\x89PNG\r\n\x1a\n' and len(head) >= 24:
        return struct.unpack('>II', head[16:24])
    if head[:4] == b'GIF8' and len(head) >= 10:
        return struct.unpack('<HH', head[6:10])
    tag = _ATTRIBUTE.search(head.decode('utf-8', 'replace'))
    if tag is None:
        return None, None
    found = []
    for name in ('width', 'height'):
        value = re.search(rf'\b{name}="([^"]*)"', tag.group())
        length = _LENGTH.match(value.group(1)) if value else None
        found.append(float(length.group(1)) * _PIXELS[length.group(2)] if length else None)
    return found[0], found[1]
