"""What worksheets get of this package: `interact`, its controls, and the handler of what is moved in the page."""

from typing import Any, Dict

from stoa_kernel import modes, plugins

from .boxes import Button, Checkbox, InputBox, TextControl
from .choices import RangeSlider, Selector, slider
from .colour import Color, ColorSelector, sage_colour
from .control import register, registered
from .dynamic import maker
from .exercise import Exercise
from .grid import InputGrid
from .interact import Interact

for _name, _make in (
    ('input_box', InputBox), ('checkbox', Checkbox), ('color_selector', ColorSelector), ('text_control', TextControl), ('button', Button),
    ('slider', slider), ('range_slider', RangeSlider), ('selector', Selector), ('input_grid', InputGrid),
):
    register(_name, _make)


def _enter(salvus: Any, namespace: Dict[str, Any]) -> None:
    namespace.update(registered())
    namespace['interact'] = salvus.interact = Interact(salvus)
    namespace['dynamic'] = maker(salvus)
    salvus.set_interact_var = salvus.interact.set_var
    salvus.del_interact_var = salvus.interact.del_var

    def exercise(code: str) -> None:
        """`%exercise`: ask what the code sets as `question`, and check it against `answer`."""
        Exercise(salvus, code).show()

    modes.register('exercise', exercise)
    namespace['exercise'] = exercise
    if sage_colour() is None:
        namespace.setdefault('Color', Color)


def _handle(salvus: Any, body: Dict[str, Any]) -> None:
    salvus.interact.handle(body)


plugins.on_session(_enter)
plugins.handle('interact', _handle)
