"""Exponential backoff with jitter, so that forty boxes do not retry in step."""

import random
from dataclasses import dataclass, field


@dataclass
class Backoff:
    """Seconds to wait after each failure in a row: `first`, doubling up to `longest`, less a random part."""

    first: float
    longest: float
    chance: random.Random = field(default_factory=random.SystemRandom)
    failures: int = 0

    def next(self) -> float:
        """The pause after one more failure."""
        whole: float = min(self.longest, self.first * 2.0 ** min(self.failures, 32))
        self.failures += 1
        return whole * self.chance.uniform(0.5, 1.0)

    def reset(self) -> None:
        """After a success: start from `first` again."""
        self.failures = 0
