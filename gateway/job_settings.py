"""Settings of jobs: where their runs are kept, what encrypts their tokens, how their mails are sent."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from domain.rollout import RolloutWave
from gateway.setting_values import SealingKeys, parts_of

RolloutText = Annotated[str, Field(pattern=r"^[a-z0-9\-]{1,30}=([a-z]{1,30}(\+[a-z]{1,30})*)?$")]


class JobSettings(BaseSettings):
    """What is done without a caller waiting for it."""

    jobs_database: SecretStr | None = Field(
        default=None,
        description="Where runs of jobs are kept, SQLAlchemy's URL: SQLite for one worker, PostgreSQL for more. Unset, "
        "it is a file beside `DATABASE`, or that PostgreSQL.",
    )
    jobs_executor: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9._:-]{1,100}$",
        description="The name of this worker, the same after each start, and no other's; host and port when unset.",
    )
    job_keys: SealingKeys = Field(
        default=(),
        description="Seal the tokens that administrators give to jobs, comma separated, 32 characters or more each; "
        "the first seals and all open. Without one no migration can be started.",
    )
    rollout: Annotated[tuple[RolloutText, ...], NoDecode] = Field(
        default=("us=free+standard+professional",),
        description="Editions of CRM that have migrations, by data centre, comma separated; a data centre that is not "
        "named has them in all editions.",
    )
    mail_server: SecretStr | None = Field(
        default=None,
        description="The server that sends mails of jobs, `smtp://user:password@host:587` or `smtps://`; none are sent "
        "when unset.",
    )
    mail_from: str | None = Field(
        default=None,
        pattern=r"^[^@\s<>\"]+@[A-Za-z0-9.\-]+$",
        description="The address that mails of jobs come from.",
    )
    mail_templates: Path | None = Field(
        default=None, description="A folder of texts of mails that stand above the gateway's own."
    )

    @field_validator("rollout", mode="before")
    @classmethod
    def _separate(cls, value: object) -> object:
        return parts_of(value)

    @property
    def sends_mail(self) -> bool:
        """Whether a mail server is configured, and who writes."""
        return self.mail_server is not None and self.mail_from is not None

    @field_validator("mail_server")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("smtp://", "smtps://")):
            raise ValueError("begins with smtp:// or smtps://")
        return value

    def rollout_waves(self) -> tuple[RolloutWave, ...]:
        """The editions that have migrations in each data centre; an empty list of them is nobody's."""
        parts = (text.partition("=") for text in self.rollout)
        return tuple(
            RolloutWave(data_centre=place, editions=frozenset(editions.split("+"))) for place, _, editions in parts
        )
