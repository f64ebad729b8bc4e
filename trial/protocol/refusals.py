"""The one error that facts can cause."""

from trial.protocol.reasons import Reason


class FactsRefused(ValueError):
    """Facts that cannot be judged: `path` names the offending value, as in medications[2].dose."""

    def __init__(self, path: str, reason: Reason) -> None:
        """Keep where and why."""
        super().__init__(f"{path}: {reason.say('en')}" if path else reason.say("en"))
        self.path = path
        self.reason = reason

    @property
    def sentence(self) -> str:
        """Say why, in English."""
        return self.reason.say("en")

    def say(self, lang: str) -> str:
        """Say why, in the reader's language."""
        return self.reason.say(lang)

    def beneath(self, prefix: str) -> "FactsRefused":
        """Name the same refusal from further up, as in [3].medications[2].dose."""
        joint = "." if self.path and not self.path.startswith("[") else ""
        return FactsRefused(f"{prefix}{joint}{self.path}", self.reason)
