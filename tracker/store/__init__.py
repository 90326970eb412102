"""Which database, its transactions, its guards, its journal: the only room that knows the two dialects."""
