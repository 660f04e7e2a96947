"""The one function of a kernel that is called from outside: it reads its arguments from a block of words."""

from collections.abc import Collection
from types import FunctionType
from typing import Any

from llvmlite import ir
from numba import njit
from numba.core import types
from numba.core.errors import TypingError
from numba.core.typing.templates import signature
from numba.extending import intrinsic

from tradecore.simulation.rows import ONLY_READ
from tradecore_numba.bind import INNER, bind
from tradecore_numba.edge import Part
from tradecore_numba.lean import leanly
from tradecore_numba.object_code import object_code
from tradecore_numba.tables import WORD, Column, Table

DOUBLE = ir.DoubleType()
TYPES: dict[str, Any] = {"i": types.int64, "b": types.boolean, "f": types.float64, "n": types.none}
PARTS: dict[Any, str] = {types.int64: "i", types.boolean: "b", types.float64: "f", types.none: "n"}


def type_of(part: Part, owner: str, only_read: Collection[type]) -> Any:  # noqa: ANN401
    """What an argument is in compiled code.

    `owner` names it among the arguments, tables of the classes `only_read` stay as they are.
    """
    if part.code == "t":
        return Table(part.kind, part.letters, written=part.kind not in only_read)
    if part.code == "c":
        return Column(part.letters, owner)
    if part.code == "r":
        fields = [type_of(one, f"{owner}.{n}", only_read) for n, one in enumerate(part.parts)]
        return types.BaseTuple.from_types(fields, part.kind)
    return TYPES[part.code]


def is_tuple(kind: Any) -> bool:  # noqa: ANN401
    """Whether a type is that of a tuple or a NamedTuple."""
    return isinstance(kind, types.BaseTuple)


def part_of(kind: Any) -> Part:  # noqa: ANN401
    """What a result of compiled code is outside."""
    if is_tuple(kind):
        made = getattr(kind, "instance_class", tuple)
        return Part("r", made, parts=tuple(part_of(one) for one in kind.types))
    return Part(PARTS[types.unliteral(kind)])


def constant(strategy: type | None) -> tuple[type, ...]:
    """The tables that compiled code may read once and keep."""
    inputs, state = getattr(strategy, "Inputs", None), getattr(strategy, "State", None)
    return ONLY_READ if inputs is None or inputs is state else (*ONLY_READ, inputs)


def loader(part: Part, place: int, only_read: Collection[type]) -> Any:  # noqa: ANN401
    """Compiled code that reads an argument from word `place` of the block on."""
    target = type_of(part, f"argument {place}", only_read)

    @intrinsic
    def load(typingctx: Any, block: Any) -> Any:  # noqa: ANN401
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
            words = builder.inttoptr(args[0], WORD.as_pointer())
            return _loaded(context, builder, target, words, [place])

        return signature(target, types.int64), generate

    return load


def _loaded(context: Any, builder: Any, kind: Any, words: Any, place: list[int]) -> Any:  # noqa: ANN401
    if is_tuple(kind):
        values = [_loaded(context, builder, one, words, place) for one in kind.types]
        return context.make_tuple(builder, kind, values)
    if kind is types.none:
        return context.get_dummy_value()
    at = builder.gep(words, [WORD(place[0])])
    if isinstance(kind, Table):
        place[0] += 1 + len(kind.letters)
        return at
    place[0] += 1
    if isinstance(kind, Column):
        place[0] += 1
        pair: Any = ir.Constant(context.get_value_type(kind), ir.Undefined)
        data = builder.inttoptr(builder.load(builder.gep(at, [WORD(1)])), pair.type.elements[0])
        return builder.insert_value(builder.insert_value(pair, data, 0), builder.load(at), 1)
    if kind is types.float64:
        return builder.load(builder.bitcast(at, DOUBLE.as_pointer()))
    value = builder.load(at)
    return builder.icmp_signed("!=", value, WORD(0)) if kind is types.boolean else value


@intrinsic
def give(typingctx: Any, block: Any, result: Any) -> Any:  # noqa: ANN401
    """Writes a result into the block."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
        words = builder.inttoptr(args[0], WORD.as_pointer())
        _give(builder, sig.args[1], args[1], words, [0])
        return context.get_dummy_value()

    if any(one not in "ibfn" for one in _codes(result)):
        raise TypingError(f"a kernel does not return {result}")
    return signature(types.none, types.int64, result), generate


def _codes(kind: Any) -> list[str]:  # noqa: ANN401
    if is_tuple(kind):
        return [code for one in kind.types for code in _codes(one)]
    return [PARTS.get(types.unliteral(kind), "?")]


def _give(builder: Any, kind: Any, value: Any, words: Any, place: list[int]) -> None:  # noqa: ANN401
    if is_tuple(kind):
        for n, one in enumerate(kind.types):
            _give(builder, one, builder.extract_value(value, n), words, place)
        return
    kind = types.unliteral(kind)
    if kind is types.none:
        return
    at = builder.gep(words, [WORD(place[0])])
    place[0] += 1
    if kind is types.float64:
        builder.store(value, builder.bitcast(at, DOUBLE.as_pointer()))
    else:
        builder.store(builder.zext(value, WORD) if kind is types.boolean else value, at)


def compiled(
    kernel: FunctionType, strategy: type | None, parts: tuple[Part, ...], name: str
) -> tuple[bytes, str, Part]:
    """Object code of the kernel, bound to a strategy if there is one, the function's symbol in it, and its result."""
    with leanly():
        return _compiled(kernel, strategy, parts, name)


def _compiled(
    kernel: FunctionType, strategy: type | None, parts: tuple[Part, ...], name: str
) -> tuple[bytes, str, Part]:
    core, rare = bind(kernel, strategy)
    scope: dict[str, Any] = {"kernel": core, "give": give}
    only_read = constant(strategy)
    place = 0
    for n, part in enumerate(parts):
        scope[f"load_{n}"] = loader(part, place, only_read)
        place += len(part.layout)
    loads = ", ".join(f"load_{n}(block)" for n in range(len(parts)))
    exec(f"def {name}(block):\n    give(block, kernel({loads}))\n", scope)  # noqa: S102 - made of numbers and a hash
    whole = njit(types.none(types.int64), error_model="numpy", **INNER)(scope[name])
    made = whole.overloads[whole.signatures[0]]
    result = core.overloads[core.signatures[0]].signature.return_type
    apart = [one.fndesc.llvm_func_name for function in rare for one in function.overloads.values()]
    symbol = made.fndesc.llvm_func_name
    return object_code(made.library, symbol, apart), symbol, part_of(result)
