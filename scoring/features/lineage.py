"""Which raw columns each feature truly reads, traced through the very expressions that the engine runs.

Nothing here is declared by hand: the table of features is built over empty stand-ins of the raw tables, and every
column of it is followed down to the raw columns that its value, its filters and its joins come from.
"""

from collections.abc import Mapping
from typing import Any

from scoring import tables

RawColumn = tuple[str, str]
"""A raw column: (table, column)."""
IBIS_TYPES: Mapping[tables.Kind, str] = {"integer": "int64", "number": "float64", "text": "string"}


def columns_used() -> dict[str, set[RawColumn]]:
    """For each feature, by name, the raw columns (table, column) that decide its value, keys of joins included."""
    from scoring.features.catalogue import FEATURES
    from scoring.features.pipeline import feature_table
    from scoring.features.sources import Sources

    stand_ins = {table.name: _stand_in(table) for table in tables.ALL}
    application = stand_ins.pop(tables.APPLICATION.name)
    sources = Sources(connection=None, application=application, history=stand_ins, coverage=None, paths={})
    built = feature_table(sources).op()
    trace = Trace()
    return {feature.name: set(trace.of_column(built, feature.name)) for feature in FEATURES}


def _stand_in(table: tables.Table) -> Any:
    import ibis

    schema = {column: IBIS_TYPES[table.kind(column)] for column in table.columns}
    if table is tables.APPLICATION:
        schema[tables.TARGET] = "int64"
    return ibis.table(schema, name=table.name)


class Trace:
    """Follows the nodes of an Ibis expression down to raw columns; each node once."""

    def __init__(self) -> None:
        self._known: dict[Any, frozenset[RawColumn]] = {}

    def of_value(self, node: Any) -> frozenset[RawColumn]:
        """The raw columns that decide a value of an expression."""
        if node not in self._known:
            self._known[node] = self._of_value(node)
        return self._known[node]

    def _of_value(self, node: Any) -> frozenset[RawColumn]:
        import ibis.expr.operations as ops

        if isinstance(node, ops.Field):
            return self.of_column(node.rel, node.name)
        values = [self.of_value(child) for child in node.__children__ if not isinstance(child, ops.Relation)]
        relations = [child for child in node.__children__ if isinstance(child, ops.Relation)]
        if not isinstance(node, ops.CountStar):  # a count sees rows alone; a subquery may see any column
            values += [self.of_column(relation, name) for relation in relations for name in relation.schema]
        return frozenset().union(*values, *(self.of_rows(relation) for relation in relations))

    def of_column(self, relation: Any, name: str) -> frozenset[RawColumn]:
        """The raw columns that decide a column of a relation: those it is computed from, and those that decide its rows."""
        import ibis.expr.operations as ops

        if isinstance(relation, ops.UnboundTable):
            return frozenset({(relation.name, name)})
        return self.of_value(relation.values[name]) | self.of_rows(relation)

    def of_rows(self, relation: Any) -> frozenset[RawColumn]:
        """The raw columns that decide which rows a relation has: its filters, groups and joins, and those below it."""
        if relation not in self._known:
            self._known[relation] = self._of_rows(relation)
        return self._known[relation]

    def _of_rows(self, relation: Any) -> frozenset[RawColumn]:
        import ibis.expr.operations as ops

        match relation:
            case ops.Filter():
                deciding = [self.of_value(predicate) for predicate in relation.predicates]
            case ops.Aggregate():
                deciding = [self.of_value(group) for group in relation.groups.values()]
            case ops.JoinChain():
                return self._of_join(relation)
            case _:
                deciding = []
        below = [self.of_rows(child) for child in relation.__children__ if isinstance(child, ops.Relation)]
        return frozenset().union(*deciding, *below)

    def _of_join(self, chain: Any) -> frozenset[RawColumn]:
        """A left join adds columns, not rows; any other join lets the other side decide which rows stay."""
        deciding = [self.of_rows(chain.first)]
        for link in chain.rest:
            if link.how != "left":
                deciding += [self.of_rows(link.table), *(self.of_value(predicate) for predicate in link.predicates)]
        return frozenset().union(*deciding)
