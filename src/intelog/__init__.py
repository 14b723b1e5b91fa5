"""intelog: a local-first intelligence log for people who must keep up with AI."""

__version__ = "0.1.0"
