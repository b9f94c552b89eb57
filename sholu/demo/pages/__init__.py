"""One module an engine family: how each of the three sites marks up its pages."""
