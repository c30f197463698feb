"""Runs code in the namespace of a session: block by block, showing the value of each expression."""

import ast
import linecache
from typing import Any, Dict, Optional, Tuple

from .blocks import Block, divide, strip_prompts
from .errors import Sources, describe
from .preparse import Preparser


class Executor:
    """Compiles and runs. `modes` runs a block of kind `mode`, `help` one of kind `help`, `after_block` after each."""

    def __init__(self, namespace: Dict[str, Any], preparser: Preparser) -> None:
        self.namespace = namespace
        self.preparser = preparser
        self.sources = Sources()
        self.modes: Any = None
        self.help: Any = None
        self.after_block: Any = lambda: None
        self._count = 0
        self._title = 'cell'
        self._preparse = True
        self._described: Optional[Tuple[BaseException, dict]] = None

    def begin(self, title: str, preparse: bool) -> None:
        """A new run begins: tracebacks call it `title`."""
        self._title = title
        self._preparse = preparse

    def run(self, code: str, preparse: bool = True, offset: int = 0) -> None:
        """Run `code`, whose first line is line `offset + 1` of the cell; raises what the code raises, and remembers where."""
        code = strip_prompts(code.replace('\r\n', '\n').replace('\r', '\n'))
        self._count += 1
        filename = f'<{self._title}, run {self._count}>'
        source = '\n' * offset + code + '\n'
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        self.sources.add(filename, self._title)
        for block in divide(code):
            block = block._replace(line=block.line + offset)
            last = block.line + len(block.text.rstrip().split('\n')) - 1
            try:
                self._block(block, filename, preparse and self._preparse)
            except BaseException as error:
                if self._described is None or self._described[0] is not error:
                    self._described = (error, describe(error, self.sources, filename, block.text, block.line, max(last, block.line)))
                raise
            finally:
                self.after_block()

    def description(self, error: BaseException) -> dict:
        """What to say about an error that `run` raised; the error is then let go."""
        known, self._described = self._described, None
        if known is not None and known[0] is error:
            return known[1]
        filename, line = self._innermost(error)
        return describe(error, self.sources, filename, '', line, line)

    def _innermost(self, error: BaseException) -> Tuple[str, int]:
        found, trace = ('', 1), error.__traceback__
        while trace is not None:
            if self.sources.title(trace.tb_frame.f_code.co_filename):
                found = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
            trace = trace.tb_next
        return found

    def _block(self, block: Block, filename: str, preparse: bool) -> None:
        if block.kind == 'mode':
            self.modes(block.mode, block.text, block.line - 1)
        elif block.kind == 'help':
            self.help(block.text, block.mode)
        else:
            text = self.preparser(block.text) if preparse else block.text
            # Line numbers count from the cell's first line.
            tree = ast.parse('\n' * (block.line - 1) + text + '\n', filename)
            code = compile(ast.Interactive(tree.body), filename, 'single', dont_inherit=True)
            exec(code, self.namespace)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of the person's, for instance the argument of a mode."""
        return eval(compile(self.preparser(expression) if self._preparse else expression, '<expression>', 'eval', dont_inherit=True), self.namespace)
