"""A shared document of a Stoa project from Python, with the standard library alone: an example of the protocol in another language.

    with Hub('http://127.0.0.1:8333', email='ada@example.org', password='…') as hub:
        document = hub.document(project='…', path='notes.txt')
        document.edit(0, 0, 'Hello, ')
        print(document.text)

The frames are those of core/routing/SPEC.md, the bodies of document@1 those of core/sync/SPEC.md. Two channels are opened: one writes and one reads. The
reader gets every version with its changes as the server ordered them, the writer's own among them, so nothing has to be transformed here.
"""

import base64
import json
import os
import random
import socket
import string
import struct
import threading
import urllib.parse
import urllib.request


class Refused(Exception):
    """The server said no; `code` is for programs, the message for people."""

    def __init__(self, error):
        super().__init__(error.get('message', 'The server refused.'))
        self.code = error.get('code', 'internal')


class WebSocket:
    """The client's side of RFC 6455, as far as frames of at most 1 MiB need it."""

    def __init__(self, url, headers):
        at = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((at.hostname, at.port or 80))
        lines = [f'GET {at.path} HTTP/1.1', f'Host: {at.netloc}', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13',
                 f'Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}', *(f'{name}: {value}' for name, value in headers.items())]
        self.socket.sendall(('\r\n'.join(lines) + '\r\n\r\n').encode())
        self.stream = self.socket.makefile('rb')
        status = self.stream.readline().decode().split(' ', 2)
        while self.stream.readline() not in (b'\r\n', b''):
            pass
        if status[1:2] != ['101']:
            raise Refused({'code': 'refused', 'message': f'The server answered {" ".join(status[1:]).strip()} to the connection.'})

    def send(self, data, kind):
        mask = os.urandom(4)
        size = len(data)
        length = bytes([0x80 | size]) if size < 126 else b'\xfe' + struct.pack('>H', size) if size < 1 << 16 else b'\xff' + struct.pack('>Q', size)
        pad = (mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(data, 'big') ^ int.from_bytes(pad, 'big')).to_bytes(size, 'big')
        self.socket.sendall(bytes([0x80 | kind]) + length + mask + masked)

    def messages(self):
        """Each message as bytes, until the socket ends."""
        whole = b''
        while head := self.stream.read(2):
            size = head[1] & 0x7F
            if size > 125:
                size = int.from_bytes(self.stream.read(2 if size == 126 else 8), 'big')
            data = self.stream.read(size)
            kind = head[0] & 0x0F
            if kind == 8:
                return
            if kind == 9:
                self.send(data, 10)
            elif kind < 3:
                whole += data
                if head[0] & 0x80:
                    yield whole
                    whole = b''


class Hub:
    """A connection to a hub, signed in."""

    window = 128 * 1024

    def __init__(self, url, email, password):
        origin = '{0.scheme}://{0.netloc}'.format(urllib.parse.urlsplit(url))
        sign_in = urllib.request.Request(f'{url}/api/sign-in', json.dumps({'email': email, 'password': password}).encode(),
                                         {'Content-Type': 'application/json', 'Origin': origin})
        with urllib.request.urlopen(sign_in) as answer:
            cookie = answer.headers['Set-Cookie'].split(';')[0]
        self.socket = WebSocket(url.replace('http', 'ws', 1) + '/socket', {'Origin': origin, 'Cookie': cookie})
        self.changed = threading.Condition()
        self.answers, self.events, self.owed, self.last, self.over = {}, {}, {}, 0, False
        self.frame('open', 0, 0, 'stoa@1')
        threading.Thread(target=self.listen, daemon=True).start()

    def frame(self, kind, channel, id, method, body=b''):
        header = json.dumps([kind, channel, id, method], separators=(',', ':')).encode() + b'\n'
        self.socket.send(header + (body if isinstance(body, bytes) else json.dumps(body).encode()), 2 if isinstance(body, bytes) and body else 1)

    def listen(self):
        try:
            for message in self.socket.messages():
                header, _, body = message.partition(b'\n')
                kind, channel, id, method = json.loads(header)
                with self.changed:
                    if kind in ('open', 'reply', 'error') and id:
                        self.answers[id] = (kind, channel, body)
                    elif kind == 'emit':
                        self.events.setdefault(channel, []).append((method, body))
                    elif kind == 'close':
                        self.over = True
                    self.changed.notify_all()
                # What was received is dealt with, and the sender may send as much again.
                if kind in ('emit', 'reply') and channel:
                    self.owed[channel] = self.owed.get(channel, 0) + len(body)
                    if self.owed[channel] >= self.window:
                        self.frame('credit', channel, self.owed.pop(channel), '')
        except OSError:
            pass
        with self.changed:
            self.over = True
            self.changed.notify_all()

    def ask(self, kind, channel, method, body):
        with self.changed:
            self.last += 1
            id = self.last
        self.frame(kind, channel, id, method, body)
        answer = self.wait(lambda: self.answers.pop(id, None))
        if answer[0] == 'error':
            raise Refused(json.loads(answer[2]))
        return answer

    def wait(self, look):
        with self.changed:
            while (found := look()) is None:
                if self.over:
                    raise Refused({'code': 'unknown_outcome', 'message': 'The connection was lost. Open the document again.'})
                self.changed.wait()
            return found

    def document(self, project, path):
        return Document(self, project, path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.socket.close()


def number(value):
    """An unsigned LEB128 number as bytes."""
    out = bytearray()
    while value >= 0x80:
        out.append(value % 0x80 + 0x80)
        value //= 0x80
    return bytes(out) + bytes([value])


def read_number(data, at):
    value = scale = 0
    while True:
        value |= (data[at] & 0x7F) << scale
        scale += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def apply(text, changes):
    """The text, as UTF-16 without a mark, after changes (S1.3). A unit is two bytes."""
    out, at, place = [], 0, 0
    while at < len(changes):
        head, at = read_number(changes, at)
        units = head // 2
        if head % 2 == 0:
            out.append(text[place:place + 2 * units])
        else:
            size, at = read_number(changes, at)
            out.append(changes[at:at + size].decode().encode('utf-16-le'))
            at += size
        place += 2 * units
    return b''.join(out)


class Document:
    """A shared text. Positions count UTF-16 units, as everywhere in Stoa."""

    def __init__(self, hub, project, path):
        self.hub, self.project, self.path = hub, project, path
        self.writer, self.session, _ = self.open()
        self.reader, _, answer = self.open()
        self.sequence, self.version, self.units, self.parts = 0, answer['from'], b'', b''
        while len(self.units) < 2 * answer['length']:
            self.take()

    def open(self):
        session = ''.join(random.SystemRandom().choices(string.ascii_letters + string.digits, k=14))
        asked = {'project': self.project, 'params': {'path': self.path, 'session': session, 'has': None}}
        _, channel, body = self.hub.ask('open', 0, 'document@1', asked)
        return channel, session, json.loads(body)['answer']

    def take(self):
        """Waits for the next event of the reader and deals with it."""
        events = self.hub.events
        method, body = self.hub.wait(lambda: events[self.reader].pop(0) if events.get(self.reader) else None)
        events.pop(self.writer, None)
        if method == 'text':
            self.units += body.decode().encode('utf-16-le')
        elif method == 'part':
            self.parts += body
        elif method == 'changed':
            body, self.parts = self.parts + body, b''
            self.version, at = read_number(body, 0)
            _, at = read_number(body, at)
            _, at = read_number(body, at)
            self.units = apply(self.units, body[at:])

    @property
    def text(self):
        return self.units.decode('utf-16-le')

    def edit(self, at, delete, insert):
        """Replaces `delete` units at `at`. Returns when everybody has it, and the text here has what others wrote meanwhile, too."""
        length, inserted = len(self.units) // 2, insert.encode()
        changes = (number(2 * at) if at else b'') + number(2 * delete + 1) + number(len(inserted)) + inserted
        changes += number(2 * (length - at - delete)) if length > at + delete else b''
        self.sequence += 1
        _, _, body = self.hub.ask('call', self.writer, 'edit', number(self.sequence) + number(self.version) + changes)
        self.reach(read_number(body, 0)[0])

    def reach(self, version):
        """Returns when the text here is at least of this version."""
        while self.version < version:
            self.take()
