"""The command line: the program `mlinterview` and its commands."""
