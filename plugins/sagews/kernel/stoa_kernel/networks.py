"""Graphs as the page draws them: vertices that push each other apart and can be dragged."""

from typing import Any, Dict, List

from .page import plain

_DEFAULTS: Dict[str, Any] = {
    'vertex_labels': True, 'edge_labels': False, 'force_spring_layout': False, 'charge': -120, 'link_distance': 50, 'link_strength': 1,
    'gravity': .04, 'vertex_size': 7, 'edge_thickness': 2, 'width': None, 'height': None, 'edge_color': None, 'vertex_colors': None,
}


def data_of(graph: Any, **options: Any) -> Dict[str, Any]:
    """Vertices, edges and how they are to be drawn. `vertex_partition` and `edge_partition` are lists of parts, each with a colour of its own."""
    vertices = list(graph.vertices())
    places = {vertex: number for number, vertex in enumerate(vertices)}
    vertex_parts = options.pop('vertex_partition', None) or []
    edge_parts = options.pop('edge_partition', None) or []
    layout = _layout(graph, vertices)
    nodes: List[Dict[str, Any]] = [
        {'name': str(vertex), 'group': _part(vertex, vertex_parts), **({'pos': layout[vertex]} if vertex in layout else {})} for vertex in vertices]
    links = [
        {'source': places[a], 'target': places[b], 'name': '' if label is None else str(label), 'group': _part_of_edge((a, b), edge_parts)}
        for a, b, label in graph.edges()]
    return {'nodes': nodes, 'links': links, 'directed': bool(graph.is_directed()), **{name: plain(options.get(name, value)) for name, value in _DEFAULTS.items()}}


def _layout(graph: Any, vertices: List[Any]) -> Dict[Any, List[float]]:
    places = graph.get_pos() or {}
    return {vertex: [float(places[vertex][0]), float(places[vertex][1])] for vertex in vertices if vertex in places}


def _part(vertex: Any, parts: Any) -> int:
    return next((number for number, part in enumerate(parts) if vertex in part), 0)


def _part_of_edge(edge: Any, parts: Any) -> int:
    ends = {edge, edge[::-1]}
    return next((number for number, part in enumerate(parts) if any(tuple(one)[:2] in ends for one in part)), 0)
