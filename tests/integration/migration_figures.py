"""What the story of a migration has come to."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class MigrationFigures:
    """Seconds, calls and bytes. Calls are those with the administrator's token."""

    people: int
    limit: int
    kills: int = 0
    upgrades: int = 0
    preview_calls: int = 0
    first_seconds: float = 0.0
    first_calls: int = 0
    all_seconds: float = 0.0
    all_calls: int = 0
    graph_seconds: list[float] = field(default_factory=list[float])
    peak_bytes: int = 0
    mails: int = 0

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The rows of a table."""
        return [
            ("users of CRM", f"{self.people:,}"),
            ("times that both workers were killed with `kill -9` / upgraded", f"{self.kills} / {self.upgrades}"),
            ("calls of the preview", f"{self.preview_calls:,}"),
            ("first wave, as many as the limit allows", f"{self.limit:,} in {self.first_seconds:.0f} s"),
            ("calls of preview and first wave", f"{self.first_calls:,}"),
            ("everything, with a refusal, a retry and a wave taken back", f"{self.all_seconds:.0f} s"),
            ("calls of all that", f"{self.all_calls:,}"),
            ("latest question that a worker answered a user from before", f"{max(self.graph_seconds):.1f} s after"),
            ("Message-IDs, one of each kind for each user", f"{self.mails:,}"),
            ("most memory of a worker", f"{self.peak_bytes // (1 << 20)} MB"),
        ]
