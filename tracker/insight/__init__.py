"""The read side: each question to the register is one query and returns NamedTuple rows."""
