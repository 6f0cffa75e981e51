"""Pages of SCIM: what a directory looks for, and which of its resources that is."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from scim2_models import (
    Context,
    ListResponse,
    Resource,
    ResponseParameters,
    SearchRequest,
    TooManyException,
)
from scim2_models.path import CompareOperator, Comparison

from domain.directories import DirectoryQuery
from gateway.scim.door import ScimRequest
from gateway.scim.resources import MOST_RESULTS, ScimGroup, ScimPerson

# Of so many resources at most a filter is tried that the store cannot answer.
MOST_TRIED = 5000
PAGE = 500

Kept = TypeVar("Kept")
KeptPages = Callable[[DirectoryQuery], Awaitable[tuple[Sequence[Kept], int]]]
# Attributes in lower case, the column that the store has of each, and whether it is casefolded.
Columns = Mapping[str, tuple[str, bool]]


async def listed(
    asked: ScimRequest,
    model: type[Resource[Any]],
    pages: KeptPages[Kept],
    resource_of: Callable[[Kept], Resource[Any]],
    columns: Columns,
) -> tuple[int, Mapping[str, Any]]:
    """The page of resources that the query of a request, or the search in its body, asks for.

    `columns` are the attributes that the store looks up. Raises SCIMException and ValidationError.
    """
    searching = asked.request.method == "POST"
    parameters: dict[str, Any] = await asked.body() if searching else dict(asked.request.query_params)
    search: Any = SearchRequest[model].model_validate(parameters, scim_ctx=Context.SEARCH_REQUEST)  # pyright: ignore[reportInvalidTypeArguments]  # the model is known at run time
    start, count = _window(search)
    equal = _equal(search.filter, columns)
    if search.filter is None or equal is not None:
        query = DirectoryQuery(asked.directory.id, start - 1, count, equal or {})
        kept, total = await pages(query)
        resources = [resource_of(each) for each in kept]
    else:
        matching = await _matching(asked, pages, resource_of, search.filter)
        resources, total = matching[start - 1 : start - 1 + count], len(matching)
    response: Any = ListResponse[model](  # pyright: ignore[reportInvalidTypeArguments]  # as above
        total_results=total, start_index=start, items_per_page=len(resources), resources=resources
    )
    return 200, dumped(response, search, Context.RESOURCE_QUERY_RESPONSE)


async def searched(
    asked: ScimRequest, kinds: Sequence[tuple[KeptPages[Any], Callable[[Any], Resource[Any]]]]
) -> tuple[int, Mapping[str, Any]]:
    """The page of resources of all kinds that the search in the body asks for. Raises SCIMException."""
    models: Any = ScimPerson | ScimGroup
    search: Any = SearchRequest[models].model_validate(await asked.body(), scim_ctx=Context.SEARCH_REQUEST)
    start, count = _window(search)
    matching: list[Resource[Any]] = []
    for pages, resource_of in kinds:
        matching += await _matching(asked, pages, resource_of, search.filter)
    page = matching[start - 1 : start - 1 + count]
    response: Any = ListResponse[models](
        total_results=len(matching), start_index=start, items_per_page=len(page), resources=page
    )
    return 200, dumped(response, search, Context.SEARCH_RESPONSE)


def _window(search: Any) -> tuple[int, int]:
    """The first resource of the page, counted from 1, and the most that it has."""
    count = MOST_RESULTS if search.count is None else max(search.count, 0)
    return max(search.start_index or 1, 1), min(count, MOST_RESULTS)


async def _matching(
    asked: ScimRequest, pages: KeptPages[Kept], resource_of: Callable[[Kept], Resource[Any]], wanted: Any
) -> list[Resource[Any]]:
    matching: list[Resource[Any]] = []
    for start in range(0, MOST_TRIED, PAGE):
        kept, total = await pages(DirectoryQuery(asked.directory.id, start, PAGE))
        if total > MOST_TRIED:
            raise TooManyException(detail="This filter is too much for so many: compare userName or externalId.")
        matching += [resource_of(each) for each in kept if wanted is None or wanted.match(resource_of(each))]
        if start + PAGE >= total:
            break
    return matching


def _equal(wanted: Any, columns: Columns) -> dict[str, str] | None:
    """The column and value of a filter `userName eq "…"`, None for any other filter."""
    node = None if wanted is None else wanted.ast
    if not isinstance(node, Comparison) or node.op != CompareOperator.eq or not isinstance(node.value, str):
        return None
    path = node.attr_path
    column = None if path.sub_attr or path.uri else columns.get(path.attr.lower())
    if column is None:
        return None
    name, is_folded = column
    return {name: node.value.casefold() if is_folded else node.value}


def dumped(resource: Any, parameters: Any, context: Context) -> dict[str, Any]:
    """The JSON of a response, with the attributes that the request names. Raises SCIMException."""
    return resource.model_dump(scim_ctx=context, response_parameters=parameters)


def shown(asked: ScimRequest, resource: Resource[Any], context: Context) -> dict[str, Any]:
    """The JSON of one resource, with the attributes that the query names. Raises SCIMException and ValidationError."""
    model: Any = ResponseParameters[type(resource)]  # pyright: ignore[reportInvalidTypeArguments]  # known at run time
    return dumped(resource, model.model_validate(dict(asked.request.query_params)), context)
