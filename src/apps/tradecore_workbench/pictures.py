"""A picture that a notebook shows."""

from pathlib import Path


class Picture:
    """A PNG file of a run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def content(self) -> bytes:
        """The file."""
        return self.path.read_bytes()

    def save(self, path: str | Path) -> Path:
        """Copies it, and returns where it lies now."""
        there = Path(path).expanduser()
        there.write_bytes(self.content)
        return there

    def _repr_png_(self) -> bytes:
        return self.content

    def __repr__(self) -> str:
        return f"Picture({str(self.path)!r})"
