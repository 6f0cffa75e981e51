"""The metadata of CRM's modules, fields and related lists, before anybody's permissions apply."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

DataType = Literal[
    "autonumber", "bigint", "boolean", "currency", "date", "datetime", "double", "email", "integer", "lookup",
    "multiselectpicklist", "ownerlookup", "percent", "phone", "picklist", "profileimage", "text", "textarea",
    "userlookup", "website",
]  # fmt: skip
Family = Literal["boolean", "choice", "date", "datetime", "id", "lookup", "multiple", "number", "text", "textarea"]

# How a type is compared, what it is in JSON, and how long it may be.
TYPES: Mapping[DataType, tuple[Family, str, int]] = {
    "autonumber": ("choice", "string", 50),
    "bigint": ("id", "string", 20),
    "boolean": ("boolean", "boolean", 5),
    "currency": ("number", "double", 16),
    "date": ("date", "string", 20),
    "datetime": ("datetime", "string", 120),
    "double": ("number", "double", 16),
    "email": ("text", "string", 100),
    "integer": ("number", "integer", 9),
    "lookup": ("lookup", "jsonobject", 120),
    "multiselectpicklist": ("multiple", "jsonarray", 100),
    "ownerlookup": ("lookup", "jsonobject", 120),
    "percent": ("number", "double", 5),
    "phone": ("text", "string", 30),
    "picklist": ("choice", "string", 120),
    "profileimage": ("text", "string", 255),
    "text": ("text", "string", 255),
    "textarea": ("textarea", "string", 32000),
    "userlookup": ("lookup", "jsonobject", 120),
    "website": ("text", "string", 450),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `target` is the key of the module that a lookup looks up.

    `computed` fields are CRM's own to write. A `nested` one holds a list of objects, which no criteria can name.
    """

    name: str
    data_type: DataType
    choices: tuple[str, ...] = ()
    target: str = ""
    mandatory: bool = False
    unique: bool = False
    custom: bool = False
    computed: bool = False
    nested: bool = False

    @property
    def label(self) -> str:
        """The name for people."""
        return self.name.removesuffix("__s").replace("_", " ")

    @property
    def family(self) -> Family:
        """How its values compare."""
        return TYPES[self.data_type][0]

    @property
    def json_type(self) -> str:
        """What its values are in JSON."""
        return "jsonarray" if self.nested else TYPES[self.data_type][1]

    @property
    def length(self) -> int:
        """How long a value may be."""
        return TYPES[self.data_type][2]


def fields(data_type: DataType, names: str, *, custom: bool = False, computed: bool = False) -> tuple[Field, ...]:
    """Several plain fields of one type, their names apart by blanks."""
    return tuple(Field(name, data_type, custom=custom, computed=computed) for name in names.split())


@dataclass(frozen=True, slots=True)
class Relation:
    """A related list: the `child` records whose lookup `by` is the parent.

    With `through`, the one child that the parent's own lookup names. `extra` stands on every row.
    """

    name: str
    child: str
    by: str = ""
    through: str = ""
    extra: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CrmModule:
    """One module. `key` names it in the store and in the profiles; for subscriptions alone it is not the API name."""

    key: str
    api_name: str
    number: int
    singular: str
    plural: str
    display: str
    fields: Mapping[str, Field]
    relations: tuple[Relation, ...] = ()
    mirror: bool = False

    @property
    def id(self) -> str:
        """The module's id."""
        return str(4150868000000002000 + self.number)

    def field_id(self, name: str) -> str:
        """The id of one of its fields."""
        return str(4150868000000100000 + self.number * 1000 + list(self.fields).index(name))

    def relation_id(self, name: str) -> str:
        """The id of one of its related lists."""
        names = [relation.name for relation in self.relations]
        return str(4150868000000070000 + self.number * 100 + names.index(name))


SYSTEM_FIELDS: tuple[Field, ...] = (
    Field("id", "bigint", computed=True),
    Field("Owner", "ownerlookup"),
    *fields("userlookup", "Created_By Modified_By", computed=True),
    *fields("datetime", "Created_Time Modified_Time", computed=True),
    Field("Record_Status__s", "picklist", ("Available", "Draft", "Trash"), computed=True),
    *fields("boolean", "Locked__s", computed=True),
    Field("Tag", "text", nested=True, computed=True),
)


def module(
    number: int,
    key: str,
    singular: str,
    display: str,
    own: tuple[Field, ...],
    *relations: Relation,
    mirror: bool = False,
) -> CrmModule:
    """A module of its own fields and the system's. `display` is the field that lookups show."""
    listed = {field.name: field for field in (*own, *SYSTEM_FIELDS)}
    return CrmModule(key, key, number, singular, f"{singular}s", display, listed, relations, mirror)
