"""Interacts: functions whose arguments are controls. `control.Control` and `control.register` make a kind of one's own."""

from .control import Control, register

__all__ = ['Control', 'register']
