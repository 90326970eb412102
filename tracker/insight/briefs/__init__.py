"""What a brief says, as rows."""
