"""Summe: a talk in which the audience speaks."""
