"""Summe for Windows as a zip: `pack` makes it, `check` finds what would be missing on such a computer."""
