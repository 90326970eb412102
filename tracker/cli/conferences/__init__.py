"""`tracker conference`, `series` and `request`: before, during and after a meeting."""
