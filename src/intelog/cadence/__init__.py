"""Floor 4: what each cadence does with its editions: take edits in, compose, check."""
