"""Floor 3, stage: documents to records."""
