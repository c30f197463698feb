"""Scenes in three dimensions, as the page draws them: Sage's own export of a plot, written as JSON."""

import json
import math
from typing import Any, Dict, List

# Where a colour, an opacity or a size is not said.
_COLOUR = '#6666ff'


def scene_of(plot: Any, options: Dict[str, Any]) -> Dict[str, Any]:
    """What a plot of Sage consists of. Points are `[x, y, z]`; colours are as in CSS."""
    kept = {name: value for name, value in getattr(plot, '_extra_kwds', {}).items() if name in _OPTIONS}
    kept.update({name: value for name, value in options.items() if name in _OPTIONS})
    objects: List[Dict[str, Any]] = []
    for kind, value in plot.threejs_repr(plot.default_render_params()):
        make = _MAKERS.get(kind)
        if make is not None:
            objects.append(make(value))
    low, high = plot.bounding_box()
    return {'version': 1, 'objects': objects, 'box': [_point(low), _point(high)], 'options': {name: _option(value) for name, value in kept.items()}}


def write_scene(path: str, scene: Dict[str, Any]) -> None:
    """Write a scene, without what JSON cannot hold."""
    with open(path, 'w') as file:
        json.dump(scene, file, separators=(',', ':'), allow_nan=False)


_OPTIONS = ('aspect_ratio', 'frame', 'axes', 'background', 'foreground', 'spin', 'width', 'height', 'frame_aspect_ratio', 'mesh', 'opacity')


def _option(value: Any) -> Any:
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [_number(part) for part in value]
    try:
        return _number(value)
    except (TypeError, ValueError):
        return str(value)


def _number(value: Any) -> float:
    number = float(value)
    return round(number, 6) if math.isfinite(number) else 0.0


def _point(value: Any) -> List[float]:
    if isinstance(value, dict):
        return [_number(value['x']), _number(value['y']), _number(value['z'])]
    return [_number(part) for part in value]


def _surface(value: Dict[str, Any]) -> Dict[str, Any]:
    numbers: List[float] = []
    for vertex in value['vertices']:
        numbers.extend(_point(vertex))
    surface = {
        'kind': 'surface', 'points': numbers, 'faces': [[int(i) for i in face] for face in value['faces']],
        'color': str(value.get('color') or _COLOUR), 'opacity': _number(value.get('opacity', 1)), 'mesh': bool(value.get('showMeshGrid') or value.get('mesh')),
        'flat': bool(value.get('useFlatShading')),
    }
    if value.get('faceColors'):
        surface['colors'] = [str(colour) for colour in value['faceColors']]
    return surface


def _line(value: Dict[str, Any]) -> Dict[str, Any]:
    return {
        'kind': 'line', 'points': [_point(point) for point in value['points']], 'color': str(value.get('color') or _COLOUR),
        'opacity': _number(value.get('opacity', 1)), 'width': _number(value.get('linewidth', 1)),
    }


def _spot(value: Dict[str, Any]) -> Dict[str, Any]:
    return {
        'kind': 'point', 'point': _point(value['point']), 'size': _number(value.get('size', 5)), 'color': str(value.get('color') or _COLOUR),
        'opacity': _number(value.get('opacity', 1)),
    }


def _text(value: Dict[str, Any]) -> Dict[str, Any]:
    return {
        'kind': 'text', 'text': str(value['text']), 'point': _point(value), 'color': str(value.get('color') or '#000000'),
        'size': _number(value.get('fontSize', 14)),
    }


_MAKERS = {'surface': _surface, 'line': _line, 'point': _spot, 'text': _text}
