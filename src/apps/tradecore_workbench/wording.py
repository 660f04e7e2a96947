"""From what somebody types in a notebook to the overrides of a request."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast, get_type_hints

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.predict import PredictionsSpec
from tradecore.contracts.settings import Settings
from tradecore.errors import InvalidValue, UnknownKey
from tradecore.parameters import parameters_of
from tradecore_kit.atomic import make_folder, write_bytes
from tradecore_kit.codec import encode
from tradecore_workbench.kinds import SECTIONS, Kind
from tradecore_workbench.run import Run

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

HERE = "notebook"
FRAMES = "data/frames"
OF_BARS = ("bars", "fill_bars", "compare")
OF_PREDICTIONS = {"predictions": "prediction", "signals": "signal"}
# What names a run by its id.
OF_RUNS = ("walk",)
# What may be said of a file beside its path; the fingerprint is ours to write.
SAID_OF_BARS = {item.name for item in fields(BarsSpec)} - {"path", "sha256"}
SAID_OF_PREDICTIONS = {item.name for item in fields(PredictionsSpec)} - {"path", "sha256", "symbol", "zone"}
# Axes of a search are given as several values; of a text the search itself says what it means.
AXIS = (list, tuple, range, str)

Words = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wording:
    """Places what was said in one kind of request."""

    workbench: "Workbench"
    kind: Kind

    def overrides(self, bars: object, said: Words) -> dict[str, object]:
        """What `Workbench.request` takes; raises UnknownKey with the nearest name for what belongs nowhere.

        A name is a field of the request, a section of the settings, a parameter of the strategy, something to say of
        the bars or of predictions, or one setting by its own name.
        """
        found: dict[str, object] = dict(cast("Words", said.get("settings") or {}))
        parameters, of_bars, of_predictions = self._parameters(said), dict[str, object](), dict[str, object]()
        for name, value in said.items():
            if name in OF_BARS or name in OF_PREDICTIONS or name == "settings":
                continue
            if name in parameters:
                found[self._axis(name, value)] = plain(value)
            elif name in self.kind.fields or "." in name or name in SECTIONS:
                found[name] = self._run(value) if name in OF_RUNS else plain(value)
            elif name in SAID_OF_BARS and "bars" in self.kind.fields:
                of_bars[name] = plain(value)
            elif name in SAID_OF_PREDICTIONS and any(said.get(each) is not None for each in OF_PREDICTIONS):
                of_predictions[name] = plain(value)
            else:
                found[self._setting(name, (*parameters, *said))] = plain(value)
        given = {"bars": bars, **{name: said[name] for name in (*OF_BARS, *OF_PREDICTIONS) if name in said}}
        for name, value in given.items():
            if value is not None and name in OF_BARS:
                found[name] = self._bars(value, of_bars)
            elif value is not None:
                found[name] = self._given(name, value, of_predictions)
        return found

    def _run(self, value: object) -> object:
        """The id of a run, or of the one whose id begins so; of nothing, nothing."""
        return value.id if isinstance(value, Run) else self.workbench.runs.find(str(value)) if value else ""

    def _parameters(self, said: Words) -> Sequence[str]:
        name = said.get("strategy")
        if not isinstance(name, str) or "strategy" not in self.kind.fields:
            return ()
        return [each.name for each in parameters_of(self.workbench.catalog.strategy(name))]

    def _axis(self, name: str, value: object) -> str:
        varied = "over" in self.kind.fields and (isinstance(value, AXIS) or hasattr(value, "tolist"))
        return f"over.{name}" if varied and isinstance(plain(value), list | str) else f"parameters.{name}"

    def _setting(self, name: str, said: Iterable[str]) -> str:
        """The dotted key of a setting, or of what else the request holds, that has this name in one place only."""
        sections = {**{each: _leaves(each) for each in self.kind.sections}, **_nested(self.kind)}
        places = [section for section, leaves in sections.items() if name in leaves]
        if len(places) == 1:
            return f"{places[0]}.{name}"
        if places:
            raise InvalidValue(name, "", " or ".join(f'settings={{"{each}.{name}": ...}}' for each in places), HERE)
        known = [*self.kind.fields, *SECTIONS, *said, *(leaf for leaves in sections.values() for leaf in leaves)]
        more = SAID_OF_BARS if "bars" in self.kind.fields else ()
        raise UnknownKey(name, sorted({*known, *more} - {name, "provenance", "schema"}), HERE)

    def _bars(self, value: object, said: Words) -> object:
        """A frame, a path, a name, a run with bars, a mapping of a spec's fields or of symbols, or a list of them."""
        if isinstance(value, Mapping) and "path" not in value:
            named = cast("Mapping[str, object]", value).items()
            return [self._bars(each, {**said, "symbol": str(symbol)}) for symbol, each in named]
        if isinstance(value, list | tuple):
            several = cast("Sequence[object]", value)
            return [self._bars(each, _of_one(said, place, len(several))) for place, each in enumerate(several)]
        if isinstance(value, Mapping):
            return {**said, **cast("Words", value)}
        return {**said, "path": self._path(value, "bars.csv", "close")}

    def _given(self, name: str, value: object, said: Words) -> object:
        if isinstance(value, Mapping):
            return {**said, **cast("Words", value)}
        return {**said, "path": self._path(value, "predictions.csv", OF_PREDICTIONS[name])}

    def _path(self, value: object, artifact: str, column: str) -> str:
        if isinstance(value, Run):
            path = value.file(artifact)
            inside = path.is_relative_to(self.workbench.folder)
            return str(path.relative_to(self.workbench.folder)) if inside else str(path)
        if isinstance(value, str | PurePath):
            return str(value)
        if is_frame(value):
            return stored(value, self.workbench.folder, column)
        accepted = "a DataFrame, a path, a run, or a mapping of symbols to these"
        raise InvalidValue(artifact.partition(".")[0], type(value).__name__, accepted, HERE)


def stored(frame: object, workspace: Path, column: str) -> str:
    """Keeps a frame in the workspace, under a name that follows from its content, and returns its path there.

    So the run of a frame can be run again, and the same frame is kept once.
    """
    from tradecore_kit.tables import to_csv

    content = to_csv(frame, column)
    name = f"{FRAMES}/frame-{sha256(content).hexdigest()[:12]}.csv"
    if not (workspace / name).is_file():
        make_folder(workspace / FRAMES)
        write_bytes(workspace / name, content)
    return name


def is_frame(value: object) -> bool:
    """Whether it is a DataFrame or a Series; where pandas was never imported, nothing is."""
    pandas: ModuleType | None = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, (pandas.DataFrame, pandas.Series))


def plain(value: Any) -> Any:  # noqa: ANN401
    """A value without numpy, paths or ranges; a run stands for the model that it trained."""
    if isinstance(value, Run):
        return value.model
    if isinstance(value, PurePath):
        return str(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, range | tuple | list):
        return [plain(each) for each in cast("Sequence[Any]", value)]
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in cast("Mapping[Any, Any]", value).items()}
    return value


def _of_one(said: Words, place: int, of: int) -> dict[str, object]:
    """What was said of one of several files: a list has one value for each."""
    found: dict[str, object] = {}
    for name, value in said.items():
        values = cast("list[object]", value) if isinstance(value, list) else [value] * of
        if len(values) != of:
            raise InvalidValue(name, values, f"one for each of the {of} files, in their order", HERE)
        found[name] = values[place]
    return found


def _nested(kind: Kind) -> Mapping[str, Sequence[str]]:
    """The fields of what a request holds beside the sections of the settings, such as the windows of a walk."""
    hints = get_type_hints(kind.request)
    return {
        name: [item.name for item in fields(hint)]
        for name, hint in hints.items()
        if name not in (*SECTIONS, *OF_BARS, *OF_PREDICTIONS, "base", "provenance") and is_dataclass(hint)
    }


def _leaves(section: str) -> Sequence[str]:
    """The names of the settings of a section."""
    kept = encode(getattr(Settings(), section))
    return list(cast("Mapping[str, object]", kept))
