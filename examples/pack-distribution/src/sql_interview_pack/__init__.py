"""The folder of a pack. It is read as files; nothing ever imports this."""
