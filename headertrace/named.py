"""``NamedTuple`` as ``typing`` has it, whose constructor is made when the first record is.

A run needs the classes of a hundred records and makes records of a third of them. ``typing.NamedTuple`` takes a fifth
of the whole start for compiling the constructors of all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any
    from typing import NamedTuple as NamedTuple

    def compiled(record: Callable[..., Any]) -> Callable[..., Any]:
        """The ``__new__`` of a NamedTuple, ready to be kept."""
else:
    from operator import itemgetter

    try:
        from _collections import _tuplegetter
    except ImportError:  # as ``collections`` does it

        def _tuplegetter(index, doc):
            return property(itemgetter(index), doc=doc)

    class _Record(tuple):
        """What all records can do; for its methods see ``collections.namedtuple``."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changed):
            made = self._make(map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"Got unexpected field names: {list(changed)!r}")
            return made

        __replace__ = _replace

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self):
            return tuple(self)

    class _Making(type):
        def __new__(cls, name, bases, body):
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            if any(field in defaults for field in fields[: len(fields) - len(defaults)]):
                raise TypeError(f"a field of {name} without a default follows one with a default")
            getters = {field: _tuplegetter(at, None) for at, field in enumerate(fields)}
            own = {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            return type(name, (_Record,), {**body, **own, **getters, "__new__": _compiling})

    def _compiling(cls, /, *values, **named):
        """The constructor until the first call."""
        return compiled(cls)(cls, *values, **named)

    _Base = type.__new__(_Making, "_Base", (), {})

    class _NamedTuple:
        def __mro_entries__(self, bases):
            return (_Base,)

    NamedTuple = _NamedTuple()

    def compiled(record):
        """The ``__new__`` of a NamedTuple or of what derives from one, ready to be kept."""
        owner = next(kind for kind in record.__mro__ if "_fields" in vars(kind))
        if owner.__new__ is _compiling:
            code = _code(len(owner._fields)).replace(co_varnames=("_cls", *owner._fields))
            new = _Function(code, {"_new": tuple.__new__, "__name__": owner.__module__})
            new.__defaults__ = tuple(owner._field_defaults.values())
            new.__name__, new.__qualname__ = "__new__", f"{owner.__qualname__}.__new__"
            owner.__new__ = staticmethod(new)
        return record.__new__

    _Function = type(_compiling)
    _codes = {}

    def _code(count):
        """A constructor's code for so many fields. Records of the same number share it but for the names."""
        if count not in _codes:
            listed = ", ".join(f"_{at}" for at in range(count))
            _codes[count] = eval(
                f"lambda _cls, {listed}: _new(_cls, ({listed},))" if count else "lambda _cls: _new(_cls, ())"
            ).__code__
        return _codes[count]
