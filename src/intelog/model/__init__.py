"""Floor 0: the values that flow through intelog.  Frozen, and named by their content."""
