"""`tracker log`, `undo`, `db`, `demo` and `codes`."""
