"""Elasticsearch, the second engine. Nothing outside this folder imports its client.

`names` says what the indices are called, `mapping` and `templates` what they hold, `emit` asks,
`write` sends, `engine` is the `Index` of it all.
"""
