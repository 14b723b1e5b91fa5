"""`python -m intelog` is `intelog`."""

from intelog.cli.main import cli

if __name__ == "__main__":
    cli()
