"""The register's database: location, transactions, guards and journal. Only this package knows both SQL dialects."""
