"""Asking an online service for a name, only where a person asks for that; the answers are kept in a file.

Nothing here opens a connection but `ask.Asker`, and nothing imports that one before it is used.
"""
