"""`tracker note`, `action`, `recommendation` and `document`: what a meeting leaves behind."""
