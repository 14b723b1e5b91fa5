"""Floor 3, stage: editions to findings."""
