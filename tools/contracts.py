"""Contracts that import-linter does not bring: they name what is allowed, and fail when they match nothing."""

import sys
from collections.abc import Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import Module

Import = tuple[str, str]


class Allowing(Contract):
    """A contract over direct imports, each of which it allows or not."""

    def checked(self, imports: Iterator[tuple[Import, bool]]) -> ContractCheck:
        """The result; raises ValueError when there was not one import to judge."""
        judged = list(imports)
        if not judged:
            raise ValueError("This contract matches no import at all: what it guards is gone or was renamed.")
        broken = sorted(pair for pair, allowed in judged if not allowed)
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line an import."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} is not allowed to import {imported}")


class StandardLibrary(Allowing):
    """`packages` import the standard library and themselves only."""

    packages: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - the base class's
        """Judges every import that leaves the packages."""
        return self.checked(
            ((importer, imported), root(imported) in sys.stdlib_module_names)
            for importer, imported in direct_imports(graph)
            if root(importer) in self.packages and root(imported) not in self.packages
        )


class Home(Allowing):
    """Each of `packages` is imported by modules in its `homes` only, and by at least one of them."""

    packages: Any = fields.ListField(subfield=fields.StringField())
    homes: Any = fields.ListField(subfield=fields.ModuleExpressionField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - the base class's
        """Judges every import of one of the packages from outside of it."""
        homes = module_expressions_to_modules(graph, self.homes)
        absent = {home.name for home in homes} - graph.modules
        if absent or not homes:
            raise ValueError(f"There is no home {', '.join(sorted(absent))}: this contract matches nothing.")
        imports = [
            (importer, imported)
            for importer, imported in direct_imports(graph)
            if root(imported) in self.packages and root(importer) not in self.packages
        ]
        unused = set(self.packages) - {root(imported) for _, imported in imports}
        if unused:
            raise ValueError(f"Nothing imports {', '.join(sorted(unused))}: this contract matches nothing.")
        return self.checked(
            ((importer, imported), any(Module(importer).is_in_package(home) for home in homes))
            for importer, imported in imports
        )


def direct_imports(graph: ImportGraph) -> Iterator[Import]:
    """Every pair of importer and imported module."""
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            yield importer, imported


def root(module: str) -> str:
    """The top-level package."""
    return module.partition(".")[0]
