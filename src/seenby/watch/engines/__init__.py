"""Where tables are counted: one module an engine, the same expressions on each."""
