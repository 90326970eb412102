"""The database behind the register: its location, transactions, guards and journal. Only this package knows both SQL
dialects."""
