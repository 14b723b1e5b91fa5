"""Floor 1: pure tools for text in Chinese and English."""
