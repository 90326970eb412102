"""The whole register as one document or a folder of csv, out and in."""
