"""Saying which place a name means, why, and whether it is a place at all."""
