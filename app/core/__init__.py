"""The rules of a session: what may be asked, what then happens, and who may see what.

Everything here is a function of its arguments. No clock, no chance, no file, no socket and no JSON:
time arrives as data in the envelope of a command, and bytes are made on the floors above.
"""
