"""The pack of a conference: its book, and what else is made from one reading of it."""
