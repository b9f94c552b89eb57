"""A small newsroom that runs offline: three sites' pages and sources, served on loopback.

All its texts are invented and written for this purpose; no outlet published them.
"""
