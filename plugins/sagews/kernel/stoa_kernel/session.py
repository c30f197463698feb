"""A session: the process of one worksheet. Runs cells in the main thread; other threads read, send and capture."""

import builtins
import contextlib
import os
import queue
import socket
import sys
import threading
import time
import types
import warnings
from typing import Any, Dict, Optional

from . import PROTOCOL, builtin_modes, jupyter, plugins, processes
from .cell import Cell
from .completion import Completion, describe
from .descriptors import Descriptors
from .display import Display
from .execute import Executor
from .interrupts import Interrupts, start_thread, system
from .limits import DEFAULTS, LimitSettings, merged
from .mathematics import Mathematics
from .modes import Modes, begins_with_mode
from .outbox import Outbox
from .output import RunOutput, Stream, plain_streams
from .salvus import Salvus
from .spool import Spool
from .superseding import Superseded, Superseding
from .wire import Lines, WireError, decode, field


class Session:
    """Made in the forked process; `serve` returns when the connection has closed."""

    def __init__(self, connection: socket.socket, start: dict, rest: bytes, mathematics: Mathematics, interrupts: Interrupts) -> None:
        self._connection = connection
        self._lines = Lines(rest)
        self._mathematics = mathematics
        self._start = start
        self._limits = merged(DEFAULTS, start.get('limits') or {})
        self._pid = os.getpid()
        self._work: queue.SimpleQueue = queue.SimpleQueue()
        self._answers: queue.SimpleQueue = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._runs = 0
        self._asking = False
        self._running = ''
        self.interrupts = interrupts
        self._outbox = Outbox(connection, self.interrupts)

    def serve(self) -> None:
        """Set the process up and run what is asked until the connection closes."""
        self._set_up()
        self._outbox.put({
            'event': 'started', 'protocol': PROTOCOL, 'pid': self._pid, 'python': sys.version.split()[0],
            'sage': self._mathematics.sage, 'notes': self._mathematics.notes,
        })
        start_thread(self._read, 'reader')
        while True:
            message = self._work.get()
            if message is None:
                self._salvus.close()
                return
            if message['event'] == 'run':
                self._run(message)
            else:
                self._look(message)

    def _set_up(self) -> None:
        os.environ.update({str(name): str(value) for name, value in (self._start.get('env') or {}).items()})
        path = self._start['path']
        cwd = self._start.get('cwd') or os.path.dirname(path)
        with contextlib.suppress(OSError):
            os.chdir(cwd)
        main = types.ModuleType('__main__')
        sys.modules['__main__'] = main
        sys.argv = [path]
        if '' not in sys.path:
            sys.path.insert(0, '')
        namespace = main.__dict__
        preparser = self._mathematics.enter(namespace)
        self.interrupts.start()

        spool = Spool(self._start['spool'])
        self._salvus = salvus = Salvus(namespace, self.interrupts, spool)
        display = Display(salvus, spool)
        self._executor = executor = Executor(namespace, preparser)
        self._superseding = Superseding(lambda filename: executor.sources.title(filename) is not None)
        salvus.executor = executor
        salvus.modes = executor_modes = Modes(namespace, salvus.execute, executor.evaluate)
        executor.modes = executor_modes.run
        executor.help = self._help
        executor.after_block = self._after_block
        self._completion = Completion(namespace, preparser)
        self._capture(salvus)
        self._fill(namespace, salvus, display, path)
        salvus.remember()

    def _capture(self, salvus: Salvus) -> None:
        with open(os.devnull) as nothing:
            os.dup2(nothing.fileno(), 0)
        sys.stdin = open(0, closefd=False)
        self._descriptors = Descriptors(salvus.text, self.interrupts)
        salvus.connect(drain=self._descriptors.drain, ask=self._ask, late=self._outbox.put)
        self._streams = {name: Stream(name, salvus.write, self.interrupts, descriptor) for name, descriptor in (('stdout', 1), ('stderr', 2))}
        self._outbox.start()
        self._descriptors.start()
        os.register_at_fork(after_in_child=plain_streams)

    def _fill(self, namespace: Dict[str, Any], salvus: Salvus, display: Display, path: str) -> None:
        self._display = display
        self._put_hooks()
        warnings.showwarning = self._warn
        namespace.update({
            '__name__': '__main__', '__file__': path, '__SAGEWS__': True, '__builtins__': builtins,
            'salvus': salvus, 'smc': salvus, 'cell': Cell(salvus), 'sage_server': LimitSettings(self._limits),
            'html': salvus.html_object, 'md': salvus.md_mode,
            'show': display.show, 'pretty_print': display.show, 'view': display.show,
            'raw_input': salvus.raw_input, 'input': lambda *args, **options: salvus.raw_input(*args, **{'type': 'sage', **options}),
        })
        builtins.input = salvus.raw_input
        os.system = system
        builtin_modes.install(salvus, namespace)
        namespace['pretty_print_default'] = namespace['typeset_mode']
        plugins.enter(salvus, namespace)
        figures = sys.modules.get('stoa_kernel.figures')
        if figures is not None:
            figures.show_with(display.figure)

    def _put_hooks(self) -> None:
        # Before each run: what an earlier cell has put in their place, or closed, must not leave the session without a voice.
        sys.displayhook = self._display.hook
        for name, stream in self._streams.items():
            setattr(sys, name, stream)
            setattr(sys, f'__{name}__', stream)

    def _warn(self, message: Any, category: type, filename: str, lineno: int, file: Any = None, line: Any = None) -> None:
        place = self._executor.sources.title(filename) or filename
        (file or sys.stderr).write(f'{place}, line {lineno}: {category.__name__}: {message}\n')

    def _run(self, message: dict) -> None:
        run, cell = message['id'], field(message, 'cell', str, '')
        number = message.get('cellNumber')
        limits = merged(self._limits, message.get('limits') or {}) if message.get('limits') else self._limits
        output = RunOutput(self._outbox, run, cell or run, limits, self._start['spool'])
        salvus = self._salvus
        salvus.begin(output, cell)
        salvus.kept = [one for one in message.get('kept') or [] if isinstance(one, dict)]
        self._put_hooks()
        self._executor.begin(f'cell {number}' if number else 'cell', field(message, 'preparse', bool, True))
        started = time.monotonic()
        error: Optional[dict] = None
        status = 'ok'
        try:
            try:
                self.interrupts.arm()
                self._carry_out(message)
            finally:
                self._running = ''
                self._superseding.disarm()
                self.interrupts.disarm()
        except Superseded:
            status = 'superseded'
        except KeyboardInterrupt as interrupt:
            status, error = 'interrupted', self._executor.description(interrupt)
            error['traceback'] = error['traceback'].replace('Error in line', 'Interrupted in line', 1)
        except BaseException as problem:
            status, error = 'error', self._executor.description(problem)
            del problem
        if os.getpid() != self._pid:
            # The person's code has forked, and this is the copy.
            os._exit(0)
        elapsed = time.monotonic() - started
        told = salvus.take_reported()
        processes.flush_c_streams()
        salvus.forget_captures()
        self._descriptors.drain()
        if error is not None:
            shown = {name: error[name] for name in ('name', 'message', 'line', 'hint')}
            salvus.send({'stderr': error['traceback'], 'traceback': shown}, always=True)
        elif told is not None:
            status, error = 'error', told
        output.finish()
        salvus.begin(None, '')
        done = {'event': 'done', 'id': run, 'status': status, 'elapsed': round(elapsed, 6)}
        with self._lock:
            self._runs -= 1
        self._outbox.put({**done, 'error': error} if error else done)

    def _carry_out(self, message: dict) -> None:
        if 'handler' in message:
            self._superseding.arm()
            self._running = message['id']
            plugins.handler(message['handler'])(self._salvus, message.get('body') or {})
            self._salvus.namespace.look()
        else:
            self._execute(message['code'], message.get('kernel'))

    def _execute(self, code: str, kernel: Optional[dict]) -> None:
        self._salvus.ready()
        if kernel and not begins_with_mode(code):
            jupyter.kernel_of(self._salvus, kernel)(code)
            return
        default = self._salvus.modes.default
        if default != 'sage' and not code.lstrip().startswith('%'):
            self._salvus.modes.run(default, code, 0)
            return
        salvus = self._salvus
        for text in (salvus.prefix, code, salvus.postfix):
            if text:
                self._executor.run(text)

    def _after_block(self) -> None:
        with self.interrupts:
            processes.flush_c_streams()
            self._outbox.flush()
        self._salvus.namespace.look()

    def _help(self, expression: str, marks: str) -> None:
        value = self._executor.evaluate(expression)
        found = describe(value, 'source' if marks == '??' else 'docstring')
        if not found.get('text'):
            print(f'{expression} has no {"source code" if marks == "??" else "docstring"} here.')
            return
        head = f'{expression}{found["signature"]}\n\n' if marks == '?' and found.get('signature') else ''
        self._salvus.code(head + found['text'], mode='python' if marks == '??' else 'text/x-rst', filename=found['filename'], lineno=found['line'] or -1)

    def _look(self, message: dict) -> None:
        answer: dict = {}
        try:
            self.interrupts.arm()
            if message['event'] == 'complete':
                start, matches = self._complete(message)
                answer = {'event': 'completions', 'start': start, 'end': message['cursor'], 'matches': matches}
            else:
                answer = {'event': 'introspection', **self._completion.introspect(message['code'], message['cursor'], message.get('detail') or 'docstring')}
        except KeyboardInterrupt:
            answer = {'event': 'error', 'code': 'busy', 'message': 'The look-up was interrupted.'}
        finally:
            self.interrupts.disarm()
        self._outbox.put({**answer, 'id': message['id']})

    def _complete(self, message: dict) -> tuple:
        code, cursor, kernel = message['code'], message['cursor'], message.get('kernel')
        if kernel and not begins_with_mode(code):
            return jupyter.kernel_of(self._salvus, kernel).complete(code, cursor) or (cursor, [])
        return self._completion.complete(code, cursor)

    def _ask(self, prompt: dict) -> str:
        while not self._answers.empty():
            self._answers.get()
        # Before the question is sent: the answer may be here before `send` returns.
        self._asking = True
        try:
            self._salvus.send({'raw_input': prompt})
            answer = self._answers.get()
        finally:
            self._asking = False
        if answer is None:
            question = prompt['prompt'].strip()
            raise EOFError(f'Input was asked for{f" (“{question}”)" if question else ""}, and nobody is there to give it.')
        return answer

    def _read(self) -> None:
        try:
            lines = self._lines.feed(b'')
            while True:
                for line in lines:
                    try:
                        self._take(decode(line))
                    except WireError as error:
                        self._outbox.put(error.answer())
                data = self._connection.recv(65536)
                if not data:
                    break
                lines = self._lines.feed(data)
        except WireError as error:
            self._outbox.put(error.answer())
        except OSError:
            pass
        if self._runs:
            os._exit(0)
        self._work.put(None)

    def _take(self, message: dict) -> None:
        event = message['event']
        if event == 'run':
            field(message, 'id', str)
            if field(message, 'handler', str, None) is None:
                field(message, 'code', str)
            field(message, 'body', dict, {})
            field(message, 'kept', list, [])
            field(message, 'cell', str, '')
            field(message, 'preparse', bool, True)
            field(message, 'kernel', dict, None)
            field(message, 'cellNumber', int, 0)
            field(message, 'limits', dict, {})
            with self._lock:
                self._runs += 1
            self._work.put(message)
        elif event in ('complete', 'introspect'):
            id = field(message, 'id', str)
            code = field(message, 'code', str)
            cursor = field(message, 'cursor', int)
            field(message, 'kernel', dict, None)
            if not 0 <= cursor <= len(code):
                raise WireError('bad_message', f'"cursor" is {cursor}, but the code has {len(code)} characters.', id)
            if field(message, 'detail', str, 'docstring') not in ('docstring', 'source'):
                raise WireError('bad_message', f'"detail" is docstring or source, not {message["detail"]!r:.40}.', id)
            if self._runs:
                raise WireError('busy', 'A cell is running; this can be looked up when it is done.', id)
            self._work.put(message)
        elif event == 'stale':
            if field(message, 'id', str) == self._running:
                self._superseding.ask()
        elif event == 'raw_input':
            if not self._asking:
                raise WireError('bad_message', 'No cell waits for input.')
            self._answers.put(None if message.get('value') is None else field(message, 'value', str))
        else:
            id = message.get('id')
            raise WireError(
                'unknown_event', f'A session knows run, raw_input, complete and introspect, not {event!r:.60}.', id if isinstance(id, str) else None)
