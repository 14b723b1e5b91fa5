"""Floor 3, stage: records and reviews to editions."""
