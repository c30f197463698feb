"""Pictures that hear where they are clicked or pointed at, and call functions with that point of the plot."""

from typing import Any, Dict

_EVENTS = ('click', 'mousemove')


def listening(salvus: Any, figure: Any, events: Dict[str, Any]) -> Dict[str, Any]:
    """What the message of a picture tells of them: the names to call, and where in the picture which part of the plane is shown.

    A function may be given as its name. What has none of its own in the worksheet gets one."""
    unknown = [name for name in events if name not in _EVENTS]
    if unknown:
        raise ValueError(f'{unknown[0]!r} is no event of a picture; there are {" and ".join(_EVENTS)}.')
    if len(figure.axes) == 0:
        raise ValueError('A picture without axes has no points that could be clicked on.')
    figure.canvas.draw()
    axes = figure.axes[0]
    left, bottom, width, height = axes.get_position().bounds
    return {
        'events': {name: _name_of(salvus, function) for name, function in events.items()},
        'plane': {
            'box': [round(float(part), 6) for part in (left, 1 - bottom - height, width, height)],
            'x': _range(axes.get_xlim()), 'y': _range(axes.get_ylim()),
            'log': [axes.get_xscale() == 'log', axes.get_yscale() == 'log'],
        },
    }


def _range(limits: Any) -> Any:
    return [float(end) for end in limits]


def _name_of(salvus: Any, function: Any) -> str:
    if isinstance(function, str):
        return function
    name = getattr(function, '__name__', '')
    if name.isidentifier() and salvus.namespace.get(name) is function:
        return name
    salvus.callbacks.append(function)
    return f'salvus.callbacks[{len(salvus.callbacks) - 1}]'
