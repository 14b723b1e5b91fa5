"""The library in PostgreSQL, for teams: needs the extra `postgres`, so it is imported where an address asks for it."""
