"""The record that a conference is sealed with: its document and its rows."""
