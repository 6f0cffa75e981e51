"""Operations that a product documents and the sandbox does not have."""

import re
from dataclasses import dataclass, field


@dataclass(slots=True)
class Unbuilt:
    """Which operations of a product they are: `listed` has lines of methods, `GET POST:`, each with paths below it."""

    product: str
    prefix: str
    listed: str
    _patterns: dict[str, list[re.Pattern[str]]] = field(init=False, default_factory=dict[str, list["re.Pattern[str]"]])

    def __post_init__(self) -> None:
        methods: list[str] = []
        is_path = True
        for word in self.listed.split():
            if word.startswith("/"):
                pattern = re.compile(re.escape(word).replace(re.escape("{id}"), "[^/]+"))
                for method in methods:
                    self._patterns.setdefault(method, []).append(pattern)
                is_path = True
            else:
                methods = [*(() if is_path else methods), word.removesuffix(":")]
                is_path = False

    def message(self, method: str, path: str) -> str | None:
        """What is answered to an operation on a whole path, None for one that the product does not document."""
        below = path.removeprefix(self.prefix).rstrip("/")
        if not any(pattern.fullmatch(below) for pattern in self._patterns.get(method, ())):
            return None
        return f"NOT_BUILT: the sandbox does not have {method} {path}, which {self.product} documents."
