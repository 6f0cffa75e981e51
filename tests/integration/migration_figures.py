"""What the story of a migration has come to."""

from dataclasses import dataclass, field

MOST_BYTES = 200 << 20
MOST_SECONDS = 5
# What makes the administrator known to each worker and each batch, and the pages of each look at everybody.
BESIDE_PAGES = 60
PAGE = 200


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
    def missed(self) -> list[str]:
        """The goals that were missed, in words."""
        # Everybody is listed by both products at the preview, at the start of a run, and after each interruption.
        again = self.kills + self.upgrades
        pages = 2 * (self.people // PAGE + 1) * (6 + again)
        most_calls = 2 * (self.people + 1) + pages + BESIDE_PAGES * (1 + again)
        goals = {
            f"{MOST_BYTES >> 20} MB of a worker": self.peak_bytes < MOST_BYTES,
            f"{MOST_SECONDS} s until a graph has changed": max(self.graph_seconds) <= MOST_SECONDS,
            f"{most_calls:,} calls, two for each user beside pages": self.all_calls <= most_calls,
        }
        return [goal for goal, is_reached in goals.items() if not is_reached]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The rows of a table."""
        return [
            ("users of CRM", f"{self.people:,}"),
            ("times that both workers were killed with `kill -9` / upgraded", f"{self.kills} / {self.upgrades}"),
            ("calls of the preview", f"{self.preview_calls:,}"),
            ("first wave, as many as the limit allows", f"{self.limit:,} in {self.first_seconds:.0f} s"),
            ("calls of preview and first wave", f"{self.first_calls:,}, {self.first_calls / self.limit:.2f} a user"),
            ("everything, with a refusal, a retry and a wave taken back", f"{self.all_seconds:.0f} s"),
            ("calls of all that", f"{self.all_calls:,}, {self.all_calls / self.people:.2f} a user"),
            ("latest question that a worker answered a user from before", f"{max(self.graph_seconds):.1f} s after"),
            ("Message-IDs, one of each kind for each user", f"{self.mails:,}"),
            ("most memory of a worker", f"{self.peak_bytes // (1 << 20)} MB"),
        ]
