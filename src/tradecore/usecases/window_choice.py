"""One window of a walk: fit the model and choose the set, on the training stretch alone."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tradecore.contracts.walkforward import Numbers, WalkForwardRequest
from tradecore.errors import InvalidValue, JobError
from tradecore.landscape import Landscape
from tradecore.packed import pack, unpack
from tradecore.sweep import sweep
from tradecore.table import Column
from tradecore.trials import Trials
from tradecore.usecases.search import Quiet, threads
from tradecore.usecases.walk_ground import WalkGround
from tradecore.usecases.window_lessons import Learned, Lessons, between
from tradecore.windows import Window

Entry = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a window has learned and chosen.

    `set` is the place of the chosen set, None where none is eligible; `inside` are its metrics on the training stretch,
    empty where it was not tried there. `said` are the model's predictions in its own unit for each symbol's bars of the
    test, empty where nothing is learned.
    """

    window: int
    set: int | None
    eligible: int = 0
    inside: Numbers = field(default_factory=dict[str, float | int | None])
    edges: tuple[str, ...] = ()
    plateau: float | None = None
    model: str = ""
    learned: int = 0
    sigmas: tuple[float, ...] = ()
    said: tuple["array[float]", ...] = ()


class Chooser:
    """Makes the choice of one window after the other; nothing in one depends on another but by `retrain` and `retune`.

    `step` is told how many sets a window has tried.
    """

    def __init__(self, request: WalkForwardRequest, ground: WalkGround, workers: int) -> None:
        self._request, self._ground, self._workers = request, ground, workers
        self._first_model = cache(self._first)
        self.step: Callable[[int, int], None] = unheard

    def __call__(self, window: int) -> Entry:
        """The choice of a window, as plain data for a journal."""
        return entry_of(self.choose(window))

    def choose(self, window: int) -> Choice:
        """Learns and chooses; raises what fitting does, and StrategyError for a set that fails."""
        ground, cuts = self._ground, self._ground.walk.windows[window]
        lessons, learned = ground.lessons, None
        if lessons is not None:
            learned = self._learn(cuts) if self._request.retrain else self._first_model()
        tuned = self._request.retune or window == 0 or ground.space is None
        choice = self._tune(window, cuts, learned) if tuned else Choice(window, None)
        if lessons is None or learned is None:
            return choice
        said = tuple(array("d", self._part(lessons, place, learned, cuts, cuts.test)) for place in places(lessons))
        return Choice(
            window,
            choice.set,
            choice.eligible,
            choice.inside,
            choice.edges,
            choice.plateau,
            learned.model,
            learned.rows,
            tuple(learned.sigmas),
            said,
        )

    def _learn(self, window: Window) -> Learned:
        ground = self._ground
        assert ground.lessons is not None
        return ground.lessons.learn(ground.span(window.train), ground.known(window), ground.span(window.test))

    def _first(self) -> Learned:
        """The first window's model, which says something of every later bar too."""
        ground, windows = self._ground, self._ground.walk.windows
        assert ground.lessons is not None
        after = range(windows[0].test.start, windows[-1].test.stop)
        return ground.lessons.learn(ground.span(windows[0].train), ground.known(windows[0]), ground.span(after))

    def _part(self, lessons: Lessons, place: int, learned: Learned, window: Window, groups: range) -> Column:
        """What is said of a symbol's bars in some groups."""
        ground, bars = self._ground, lessons.pupils[place].bars
        begun = window if self._request.retrain else ground.walk.windows[0]
        origin, _ = between(bars, *ground.span(begun.train))
        low, high = between(bars, *ground.span(groups))
        return learned.said[place][low - origin : high - origin]

    def _tune(self, window: int, cuts: Window, learned: Learned | None) -> Choice:
        """Tries every set on the training stretch."""
        ground, request, groups = self._ground, self._request, cuts.train
        said: list[Mapping[str, Column]] = []
        if ground.lessons is not None and learned is not None:
            for place in places(ground.lessons):
                values = self._part(ground.lessons, place, learned, cuts, groups)
                start, _ = between(ground.lessons.pupils[place].bars, *ground.span(groups))
                said.append(ground.lessons.columns(place, values, learned.sigmas[place], start))
        course = ground.course_over(groups, ground.columns_over(groups, said))
        strategies = ground.sets.strategies
        trials = Trials(request.by, request.min_trades if ground.space else 0)
        found = sweep(course, strategies, Quiet(), workers=threads(self._workers, course.kernel), sessions=True)
        for trial in found:
            trials.add(trial)
            self.step(window, len(trials))
        return chosen(window, trials, ground)


def unheard(window: int, sets: int) -> None:
    """Where nobody wants to know how far a window is."""


def chosen(window: int, trials: Trials, ground: WalkGround) -> Choice:
    """The best of the trials, with what stands around it; the one set that was given is taken whatever came of it."""
    if ground.space is None:
        return Choice(window, 0, 1, trials.metrics(0))
    if trials.best is None:
        return Choice(window, None)
    landscape = Landscape(ground.space, ground.sets.strategies, trials.merits())
    return Choice(
        window,
        trials.best,
        sum(trials.eligible(index) for index in range(len(trials))),
        trials.metrics(trials.best),
        tuple(edge.name for edge in landscape.edges(trials.best)),
        landscape.surroundings(trials.best).better,
    )


def places(lessons: Lessons) -> range:
    """The symbols by their places in the request."""
    return range(len(lessons.pupils))


def entry_of(choice: Choice) -> Entry:
    """A choice as plain data, for a journal; no bit is lost."""
    return {
        "window": choice.window,
        "set": choice.set,
        "eligible": choice.eligible,
        "inside": dict(choice.inside),
        "edges": list(choice.edges),
        "plateau": choice.plateau,
        "model": choice.model,
        "learned": choice.learned,
        "sigmas": pack(choice.sigmas),
        "said": [pack(each) for each in choice.said],
    }


def choice_of(entry: Mapping[str, Any]) -> Choice:
    """What `entry_of` was given; raises JobError for anything else."""
    try:
        place: int | None = entry["set"]
        said: Sequence[str] = entry["said"]
        return Choice(
            int(entry["window"]),
            None if place is None else int(place),
            int(entry["eligible"]),
            dict(entry["inside"]),
            tuple(entry["edges"]),
            None if entry["plateau"] is None else float(entry["plateau"]),
            str(entry["model"]),
            int(entry["learned"]),
            tuple(unpack(entry["sigmas"])),
            tuple(map(unpack, said)),
        )
    except (KeyError, TypeError, ValueError, InvalidValue) as error:
        raise JobError("?", f"its journal holds what is no window: {error}. Delete the journal and resume") from error
