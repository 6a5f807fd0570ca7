"""Helpers that do not depend on packs: files, processes, lazy imports, options."""
