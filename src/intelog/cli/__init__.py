"""Floor 5: the command line.  Read the words, call the app, say what happened."""
