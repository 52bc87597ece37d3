"""Records whose constructor is compiled late are what ``typing.NamedTuple`` would have made of them."""

from __future__ import annotations

import copy
import pickle
import typing
from inspect import signature

import pytest

from headertrace.named import NamedTuple
from headertrace.records.making import maker


class Ours(NamedTuple):
    """A record."""

    first: int
    second: str = "b"

    def doubled(self) -> int:
        return self.first * 2


class Theirs(typing.NamedTuple):
    """A record."""

    first: int
    second: str = "b"

    def doubled(self) -> int:
        return self.first * 2


class Derived(Ours):
    __slots__ = ()

    def __new__(cls, first: int) -> Derived:
        return super().__new__(cls, first, "derived")  # type: ignore[arg-type]


class Without(NamedTuple):
    pass


USES: dict[str, typing.Callable[[typing.Any], object]] = {
    "by place": lambda kind: tuple(kind(1, "x")),
    "by name": lambda kind: tuple(kind(second="x", first=1)),
    "default": lambda kind: tuple(kind(1)),
    "equality": lambda kind: kind(1) == (1, "b"),
    "replace": lambda kind: tuple(kind(1)._replace(first=2)),
    "copy": lambda kind: tuple(copy.copy(kind(1))),
    "as dict": lambda kind: kind(1)._asdict(),
    "make": lambda kind: tuple(kind._make([1, 2])),
    "repr": lambda kind: repr(kind(1)).removeprefix(kind.__name__),
    "method": lambda kind: kind(3).doubled(),
    "fields": lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__),
    "words": lambda kind: (kind.__doc__, kind.__module__, kind.__slots__),
    "hints": typing.get_type_hints,
    "pickle": lambda kind: type(pickle.loads(pickle.dumps(kind(1)))) is kind,
    "kind": type,
}
REFUSED: dict[str, typing.Callable[[typing.Any], object]] = {
    "too few": lambda kind: kind(),
    "too many": lambda kind: kind(1, "x", 2),
    "unknown name": lambda kind: kind(1, third=2),
    "made of too few": lambda kind: kind._make([1]),
    "replacing an unknown name": lambda kind: kind(1)._replace(third=2),
    "a new attribute": lambda kind: setattr(kind(1), "third", 2),
    "a field set": lambda kind: setattr(kind(1), "first", 2),
}


@pytest.mark.parametrize("use", USES)
def test_it_is_used_as_a_named_tuple_is(use: str) -> None:
    assert USES[use](Ours) == USES[use](Theirs)


@pytest.mark.parametrize("use", REFUSED)
def test_it_refuses_what_a_named_tuple_refuses(use: str) -> None:
    raised = []
    for kind in (Ours, Theirs):
        with pytest.raises((TypeError, ValueError, AttributeError)) as caught:
            REFUSED[use](kind)
        raised.append(caught.type)
    assert raised[0] is raised[1]


def test_a_default_stands_behind_all_fields_without() -> None:
    body = {"__annotations__": {"first": int, "second": int}, "first": 1}
    for base in (NamedTuple, typing.NamedTuple):
        with pytest.raises(TypeError):
            type(base.__mro_entries__((base,))[0])("Wrong", base.__mro_entries__((base,)), dict(body))


def test_the_constructor_is_compiled_once_and_tells_its_parameters() -> None:
    Ours(1)
    constructor = Ours.__new__
    Ours(2)
    assert Ours.__new__ is constructor
    assert list(signature(Ours).parameters) == ["first", "second"]


def test_what_derives_from_a_record_makes_its_own() -> None:
    made = Derived(1)
    assert type(made) is Derived and made == (1, "derived")
    assert type(maker(Derived)(2)) is Derived


def test_a_record_may_have_no_field() -> None:
    assert Without() == () and Without._fields == ()
