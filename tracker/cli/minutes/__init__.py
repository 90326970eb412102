"""`tracker note`, `action`, `recommendation` and `document`: the results of a meeting."""
