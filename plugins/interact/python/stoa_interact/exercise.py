"""`%exercise`: a question with a box for the answer, made anew as often as wanted.

The cell sets `question` and `answer`, and may set `title`, `hints` (a text or several) and `check(attempt)`, which returns whether it is right
or a pair of that and a comment. `answer` may be a pair of the answer and the control that takes it.
"""

import html
from typing import Any, Callable, Dict, List, Tuple

from .automatic import control_for
from .boxes import Button, InputBox, TextControl
from .control import Control


class Exercise:
    """One exercise of a cell: its code is run again for each new problem, in a namespace of its own."""

    def __init__(self, salvus: Any, code: str) -> None:
        self._salvus = salvus
        self._code = compile(salvus.preparse(code), '<exercise>', 'exec', dont_inherit=True)
        self._attempts = 0
        self._hinted = 0
        self._problem: Dict[str, Any] = {}

    def show(self) -> None:
        """Show it as an interact."""
        interact = self._salvus.interact
        self._renew()

        def exercise(title=TextControl(self._title(), label=''), question=TextControl(self._question(), label=''), attempt=self._control(),
                     hint=Button('hint', label='Hint'), another=Button('another', label='Another')) -> None:
            changed = interact.changed()
            if 'another' in changed:
                self._renew()
                interact.question = self._question()
                interact.title = self._title()
                interact.attempt = self._control()
            elif 'hint' in changed:
                self._hinted += 1
            elif 'attempt' in changed:
                self._attempts += 1
                self._judge(attempt)
            for text in self._hints()[:self._hinted]:
                self._salvus.html(f'<p><i>Hint:</i> {text}</p>')

        layout = [['title'], ['question'], [('attempt', 12)], [('hint', 2, ''), ('another', 3, '')], ['']]
        interact(exercise, layout=layout)

    def _renew(self) -> None:
        problem = dict(self._salvus.namespace)
        exec(self._code, problem)
        missing = [name for name in ('question', 'answer') if name not in problem]
        if missing:
            raise NameError(f'An exercise sets question and answer; here {" and ".join(missing)} is missing.')
        self._problem, self._attempts, self._hinted = problem, 0, 0

    def _title(self) -> str:
        title = self._problem.get('title')
        return f'<b>{title}</b>' if title else ''

    def _question(self) -> str:
        return _as_html(self._problem['question'])

    def _hints(self) -> List[str]:
        hints = self._problem.get('hints') or []
        return [_as_html(hint) for hint in (hints if isinstance(hints, (list, tuple)) else [hints])]

    def _parts(self) -> Tuple[Any, Any]:
        answer = self._problem['answer']
        return answer if isinstance(answer, (tuple, list)) and len(answer) == 2 and isinstance(answer[1], Control) else (answer, None)

    def _control(self) -> Control:
        answer, control = self._parts()
        if control is None:
            control = InputBox('', type=str) if isinstance(answer, str) else control_for(True) if isinstance(answer, bool) else InputBox(None)
        control.label = 'Your answer'
        return control

    def _judge(self, attempt: Any) -> None:
        check: Callable[[Any], Any] = self._problem.get('check') or self._equals
        result = check(attempt)
        right, comment = result if isinstance(result, (tuple, list)) and len(result) == 2 else (result, '')
        count = 'the first attempt' if self._attempts == 1 else f'attempt {self._attempts}'
        words = f'Right, at {count}.' if right else f'Not right yet ({count}).'
        self._salvus.html(f'<p><b>{words}</b> {comment}</p>')

    def _equals(self, attempt: Any) -> bool:
        try:
            return bool(attempt == self._parts()[0])
        except Exception:
            return False


def _as_html(value: Any) -> str:
    if isinstance(value, str):
        return value
    from stoa_kernel.display import latex_of
    tex = latex_of(value)
    return html.escape(str(value)) if tex is None else f'${html.escape(tex)}$'
