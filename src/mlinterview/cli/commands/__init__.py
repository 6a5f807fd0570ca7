"""The commands, one in each module; the table in `cli.table` lists them."""
