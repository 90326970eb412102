"""The sealed record of a conference: its document and its rows."""
