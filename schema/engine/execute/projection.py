"""Compiled projections: made for one selection from what each kind of field knows of itself."""

from collections.abc import Sequence

from schema.engine.declare.columns import objects_of
from schema.engine.declare.kinds import SourcedField
from schema.engine.declare.objects import NotCompilable
from schema.engine.declare.projected import LinkProjection, MemberProjection, Projection
from schema.engine.declare.selections import ResponsePath, SelectedField


def projection_of(selected: Sequence[SelectedField], type_name: str, place: ResponsePath) -> Projection:
    """The projection of a selection on one type at a place of the document. Raises NotCompilable."""
    members: list[MemberProjection] = []
    links: list[LinkProjection] = []
    keys: dict[str, int | str | None] = {}
    for each in selected:
        if each.name == "__typename":
            keys[each.key] = type_name
            continue
        declared = each.declared
        if not isinstance(declared, SourcedField):
            raise NotCompilable(each.coordinate)
        projected = declared.projected(each, place, projection_of)
        if isinstance(projected, LinkProjection):
            # Its place among the others is kept for it.
            keys[each.key] = None
            links.append(projected)
        else:
            keys[each.key] = len(members)
            members.append(projected)
    return Projection(tuple(members), objects_of(len(members), keys), tuple(links))
