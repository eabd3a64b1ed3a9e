"""What differs between Linux, macOS and Windows: the only place that asks which system this is.

Everything else calls what is here and is the same on all of them (`tests/platform`). What a system does not
have is said where it is missing.
"""
