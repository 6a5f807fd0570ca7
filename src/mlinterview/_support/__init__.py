"""Helpers that know nothing of packs: files, processes, lazy imports, options."""
