"""Floor 3, stage: bytes to documents, one file per format."""
