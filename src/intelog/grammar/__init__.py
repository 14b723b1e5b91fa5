"""Floor 1: the Markdown of editions and notes, both ways."""
