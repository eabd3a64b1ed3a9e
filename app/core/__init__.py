"""The core of a session: which commands are accepted, which events follow, and who may see what.

All functions are pure: they depend on their arguments alone, on no clock, randomness, file, socket or JSON.
Time arrives in the envelope of a command; the layers above encode and decode bytes.
"""
