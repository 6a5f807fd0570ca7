"""The folder of a pack. Its files are read; this module is never imported."""
