"""Row classes in compiled code: constructors with defaults and keywords, every field of its annotated type."""

from dataclasses import dataclass
from inspect import signature as python_signature
from typing import Any

from numba.core import types
from numba.core.datamodel import models
from numba.core.errors import TypingError
from numba.core.extending import lower_builtin, register_model, typeof_impl
from numba.core.imputils import lower_constant
from numba.core.typing.templates import signature
from numba.core.typing.typeof import typeof

ANNOTATED: dict[object, Any] = {
    float: types.float64,
    int: types.int64,
    bool: types.boolean,
    "float": types.float64,
    "int": types.int64,
    "bool": types.boolean,
}
TAKEN: dict[Any, tuple[type, ...]] = {
    types.float64: (types.Float, types.Integer, types.Boolean),
    types.int64: (types.Integer, types.Boolean),
    types.boolean: (types.Integer, types.Boolean),
}


@dataclass(frozen=True, slots=True)
class Maker:
    """Stands for a NamedTuple class among the globals of a function."""

    kind: type


class MakerType(types.Callable, types.Opaque):
    """The type of a NamedTuple class.

    Bare numba takes no defaults, and 0 for a float would make another type of row.
    """

    def __init__(self, kind: type) -> None:
        self.kind = kind
        super().__init__(f"maker({kind.__module__}.{kind.__qualname__} {id(kind)})")

    def get_call_type(self, context: Any, args: Any, kws: Any) -> Any:  # noqa: ANN401
        """The row's type and what each argument is cast to; raises TypingError for what does not fit."""
        shape = python_signature(self.kind)
        try:
            bound = shape.bind(*args, **dict(kws))
        except TypeError as error:
            raise TypingError(f"{self.kind.__name__}: {error}") from error
        fields = [
            wanted(self.kind, name, bound.arguments.get(name, one.default)) for name, one in shape.parameters.items()
        ]
        return signature(types.BaseTuple.from_types(fields, self.kind), *fields).replace(pysig=shape)

    def get_call_signatures(self) -> Any:  # noqa: ANN401
        """Any."""
        return (), True

    def get_impl_key(self, sig: Any) -> Any:  # noqa: ANN401
        """One implementation serves all classes."""
        return type(self)


def wanted(kind: type, name: str, given: Any) -> Any:  # noqa: ANN401
    """The type of a field: its annotation's, or that of what is given."""
    offered = types.unliteral(given if isinstance(given, types.Type) else typeof(given))
    target = ANNOTATED.get(kind.__annotations__.get(name))
    if target is None:
        return offered
    if not isinstance(offered, TAKEN[target]):
        raise TypingError(f"{kind.__name__}.{name} takes {target}, not {offered}")
    return target


register_model(MakerType)(models.OpaqueModel)


@typeof_impl.register(Maker)
def typeof_maker(value: Maker, c: Any) -> MakerType:  # noqa: ANN401
    """The type of a maker."""
    return MakerType(value.kind)


@lower_constant(MakerType)
def constant_maker(context: Any, builder: Any, kind: Any, value: Any) -> Any:  # noqa: ANN401
    """Nothing is known of it at run time."""
    return context.get_dummy_value()


@lower_builtin(MakerType, types.VarArg(types.Any))
def make_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
    """Puts the arguments, already cast, into a tuple."""
    return context.make_tuple(builder, sig.return_type, args)
