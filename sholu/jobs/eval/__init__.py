"""Evaluations: labelled sets, what sholu makes of them, and the floors it must not fall below."""
