"""One assumption about Zoho that no document confirms."""

from dataclasses import dataclass

from domain.errors import ServiceName


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption: what it says, what rests on it, and what happens where it is false.

    `endpoint` is where an answer confirms or refutes it; `switch` are the settings that change what is assumed, by
    their names in the settings object, empty where nothing has to be set. `test` is what asks with it false.
    """

    id: str
    product: ServiceName
    endpoint: str
    text: str
    rests: str
    otherwise: str
    switch: tuple[str, ...] = ()
    test: str = "unverified/test_altered_answers.py"
