"""Which raw columns each feature truly reads, traced through the very expressions that the engine runs.

Nothing here is declared by hand: the table of features is built over empty stand-ins of the raw tables, and every
column of it is followed down to the raw columns that its value, its filters and its joins come from.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring import tables
from scoring.features.record import Feature

RawColumn = tuple[str, str]
"""A raw column: (table, column)."""
IBIS_TYPES: Mapping[tables.Kind, str] = {"integer": "int64", "number": "float64", "text": "string"}


def columns_used() -> dict[str, set[RawColumn]]:
    """For each feature, by name, the raw columns (table, column) that it reads; keys that only join or group are left out."""
    from scoring.features.catalogue import FEATURES
    from scoring.features.pipeline import feature_table
    from scoring.features.sources import Sources

    stand_ins = {table.name: _stand_in(table) for table in tables.ALL}
    application = stand_ins.pop(tables.APPLICATION.name)
    sources = Sources(connection=None, application=application, history=stand_ins, coverage=None, paths={})
    built = feature_table(sources).op()
    return {feature.name: _read_by(feature, built) for feature in FEATURES}


def _stand_in(table: tables.Table) -> Any:
    import ibis

    schema = {column: IBIS_TYPES[table.kind(column)] for column in table.columns}
    if table is tables.APPLICATION:
        schema[tables.TARGET] = "int64"
    return ibis.table(schema, name=table.name)


def _read_by(feature: Feature, built: Any) -> set[RawColumn]:
    return set(_sources_of(built.values[feature.name], set()))


def _sources_of(node: Any, seen: set[Any]) -> Iterator[RawColumn]:
    """The raw columns below a node of the expression, each part of it visited once."""
    import ibis.expr.operations as ops

    if node in seen:
        return
    seen.add(node)
    if isinstance(node, ops.Field):
        yield from _sources_of_field(node, seen)
    elif not isinstance(node, ops.Relation):
        for child in node.__children__:
            yield from _sources_of(child, seen)


def _sources_of_field(field: Any, seen: set[Any]) -> Iterator[RawColumn]:
    """A column of a relation: what it is made of, and what decides which rows of the relation there are."""
    import ibis.expr.operations as ops

    relation = field.rel
    if isinstance(relation, ops.UnboundTable):
        yield relation.name, field.name
        return
    yield from _sources_of(relation.values[field.name], seen)
    yield from _sources_of_rows(relation, seen)


def _sources_of_rows(relation: Any, seen: set[Any]) -> Iterator[RawColumn]:
    """The columns that filters anywhere below a relation compare."""
    import ibis.expr.operations as ops

    for filtered in relation.find(ops.Filter):
        for predicate in filtered.predicates:
            yield from _sources_of(predicate, seen)
