"""Floor 3, adapter: the library on disk, and the workspace's files."""
