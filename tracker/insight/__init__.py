"""The read side: questions to the register, each one query, answered in NamedTuple rows."""
