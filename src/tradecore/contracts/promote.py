"""Promoting a model to be traded, and what stands against it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.contracts.settings import ReportSettings

State: TypeAlias = Literal["candidate", "promoted", "retired"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a model's standing.

    `at` is when it was made (ISO 8601 UTC) and `run` the run that made it; both are noted by whoever stores it.
    `missing` names the checks that the model failed and `reason` says why it was promoted all the same, or why it
    was retired. `sha256` is that of the model's file.
    """

    state: State
    reason: str = ""
    missing: tuple[str, ...] = ()
    sha256: str = ""
    run: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Every change of a model's standing, in their order. A model without any is a candidate."""

    changes: tuple[Change, ...] = ()
    schema: int = SCHEMA

    @property
    def last(self) -> Change:
        """What holds now."""
        return self.changes[-1] if self.changes else Change("candidate")

    @property
    def state(self) -> State:
        """Candidate, promoted or retired."""
        return self.last.state


@dataclass(frozen=True, slots=True)
class PromoteRequest:
    """Promote a model of the registry, if it passes the gate.

    `override` is the reason to promote it though it does not; it stays with the model for good. `walk` is the id of a
    run that walked the same recipe forward: it stands for the model beside its held-out rows, or in their place.
    """

    model: str
    override: str = ""
    walk: str = ""
    report: ReportSettings = ReportSettings()
    schema: int = SCHEMA
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Check:
    """One demand of the gate: `found` is what is on record, `hint` what to do where it is not enough."""

    name: str
    passed: bool
    found: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PromoteResult:
    """Whether the model is promoted now; `overridden` when it was in spite of failed checks."""

    model: str
    promoted: bool
    overridden: bool
    checks: tuple[Check, ...]
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA
