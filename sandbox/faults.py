"""Faults by rule: what goes wrong between the sandbox and its caller, on purpose."""


class Faults:
    """The rules that are in force."""

    def clear(self) -> None:
        """Take every rule away."""
