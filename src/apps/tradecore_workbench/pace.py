"""How long a step still takes, by its speed so far."""

# Before that much of a second a speed says nothing.
SHORTEST_SECONDS = 0.2


class Pace:
    """Watches one step after the other."""

    def __init__(self) -> None:
        self._step, self._done, self._since = "", 0, 0.0

    def left(self, step: str, done: int, total: int, now: float) -> float | None:
        """Seconds from `now` until all is done, None while nobody knows.

        What was done when the step was first seen, by an earlier attempt, took this one no time.
        """
        if step != self._step or done < self._done:
            self._step, self._done, self._since = step, done, now
        elapsed, worked = now - self._since, done - self._done
        if elapsed < SHORTEST_SECONDS or worked <= 0 or total < done:
            return None
        return round((total - done) * elapsed / worked, 1)
