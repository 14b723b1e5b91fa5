"""Floor 1: receipts, and whether they show what they are said to show."""
